"""Diagnostics: conflicts in full, with their path and their fixes."""

from __future__ import annotations

from loopwise.model.diagnostic import Fix
from loopwise.model.step import Step
from loopwise.plan.diagnose import WHY, diagnose
from tests.plan.building import CLASS, FUNCTION, MODULE, SESSION, Building, minimum


def test_suite_that_fits_has_none() -> None:
    """A plan without conflicts has no Diagnostics."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    suite.module("test_one.py").test("test_a", db)
    assert diagnose(suite.plan()) == []


def test_diagnostic_in_full() -> None:
    """A Diagnostic says what, the path from the fixture to the test, why, and fixes."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    suite.module("test_one.py").test("test_a", db, marked=FUNCTION)
    (one,) = diagnose(suite.plan())
    places = [member.place for member in suite.members]
    assert one.code == "LW101"
    assert one.what == (
        "fixture `db` lives on another event loop than the test that awaits it"
    )
    assert one.path == (
        Step("db", places[db], "fixture, kept per session", "session"),
        Step("test_a", suite.tests[0].place, "test", "function"),
    )
    assert one.why == WHY
    assert one.fixes == (
        Fix('drop loop_scope="function" from test_a'),
        Fix('keep the fixture per test: scope="function"'),
    )
    assert one.others == 0


def test_path_leads_through_what_lies_between() -> None:
    """The path shows the fixtures between the test and the one that counts."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    row = suite.fixture("row", uses=[db])
    suite.module("test_one.py").test("test_a", row, marked=FUNCTION)
    (one,) = diagnose(suite.plan())
    assert [(step.name, step.loop) for step in one.path] == [
        ("db", "session"),
        ("row", "session"),
        ("test_a", "function"),
    ]


def test_first_test_stands_for_the_others() -> None:
    """Of several tests the one that stands first is shown, and the rest counted."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    for name in ("test_a", "test_b", "test_c"):
        home.test(name, db, marked=FUNCTION)
    for order in ([0, 1, 2], [2, 1, 0]):
        (one,) = diagnose(suite.plan(order=order))
        assert one.path[-1].name == "test_a"
        assert one.others == 2


def test_loop_of_the_test_is_where_it_runs() -> None:
    """The path shows the loop on which the test runs, not only the one it asks for."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    suite.module("test_one.py").test("test_a", db, marked=CLASS)
    (one,) = diagnose(suite.plan())
    assert one.path[-1].loop == "function"


def test_loop_of_the_fixture_is_where_it_runs() -> None:
    """The path shows the loop of the fixture's component, not the fixture's scope."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    home = suite.module("test_one.py")
    home.test("test_a", client, marked=FUNCTION)
    home.test("test_b", client, marked=SESSION)
    (one,) = diagnose(suite.plan())
    assert one.path[0] == Step(
        "client", suite.members[client].place, "fixture, kept per module", "session"
    )


def test_settings_count() -> None:
    """Conflicts are looked for under the settings of the run."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    suite.module("test_one.py").test("test_a", client, marked=MODULE)
    settings = minimum(fixture=SESSION)
    assert diagnose(suite.plan()) == []
    (one,) = diagnose(suite.plan(settings), settings)
    assert [fix.text for fix in one.fixes] == ['drop loop_scope="module" from test_a']
