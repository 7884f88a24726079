"""The planner's rules for explicit choices: marks, fixtures' loop scopes, minimums."""

from __future__ import annotations

import itertools

import pytest

from loopwise.model.scope import Scope
from tests.plan.building import (
    CLASS,
    FUNCTION,
    MODULE,
    PACKAGE,
    SESSION,
    Building,
    apart_of,
    instances_of,
    loops_of,
    minimum,
)

# ----------------------------------------------------------------------------- marks


@pytest.mark.parametrize(
    ("marked", "loop"),
    [
        (FUNCTION, "own"),
        (CLASS, "class pkg/test_one.py::TestX"),
        (MODULE, "module pkg/test_one.py"),
        (PACKAGE, "package pkg"),
        (SESSION, "session"),
    ],
    ids=str,
)
def test_mark_is_honoured_as_given(marked: Scope, loop: str) -> None:
    """A marked test that uses nothing async runs on the loop that its mark names."""
    suite = Building()
    cls = suite.package("pkg").module("test_one.py").cls("TestX")
    cls.test("test_a", marked=marked)
    assert suite.loops() == {"test_a": loop}


def test_marks_of_two_tests_name_one_loop() -> None:
    """Tests of one module that are marked for it share its loop."""
    suite = Building()
    home = suite.module("test_one.py")
    tests = [home.test(name, marked=MODULE) for name in ("test_a", "test_b")]
    plan = suite.plan()
    assert plan.placement(tests[0]).loop == plan.placement(tests[1]).loop
    assert plan.placement(tests[0]).scope is MODULE


@pytest.mark.parametrize(
    ("marked", "loop"),
    [(CLASS, "own"), (PACKAGE, "session")],
    ids=str,
)
def test_mark_for_a_scope_that_is_not_there(marked: Scope, loop: str) -> None:
    """As with fixtures: no class is the test's own, no package is the session's."""
    suite = Building()
    suite.module("test_one.py").test("test_a", marked=marked)
    assert suite.loops() == {"test_a": loop}


def test_wider_mark_takes_its_fixtures_along() -> None:
    """A fixture follows a test that is marked wider, and so do its other tests."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    home = suite.module("test_one.py")
    home.test("test_a", client, marked=SESSION)
    home.test("test_b", client)
    plan = suite.plan()
    assert loops_of(plan) == {"test_a": "session", "test_b": "session"}
    assert instances_of(plan) == {"client of module test_one.py": "session"}
    assert apart_of(plan, 0) == {}


def test_wider_mark_takes_its_own_function_fixtures_along() -> None:
    """A function-scoped fixture runs on the loop that its test is marked for."""
    suite = Building()
    user = suite.fixture("user")
    suite.module("test_one.py").test("test_a", user, marked=MODULE)
    plan = suite.plan()
    assert loops_of(plan) == {"test_a": "module test_one.py"}
    assert apart_of(plan, 0) == {}


def test_contradicting_mark_is_honoured() -> None:
    """A test marked narrower than what it uses runs alone; the rest stays together."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    row = suite.fixture("row", uses=[db])
    user = suite.fixture("user")
    home = suite.module("test_one.py")
    number = home.test("test_a", row, user, marked=FUNCTION)
    home.test("test_b", db)
    plan = suite.plan()
    assert loops_of(plan) == {"test_a": "own", "test_b": "session"}
    assert apart_of(plan, number) == {"db": "session", "row": "session"}


def test_contradicting_mark_keeps_what_fits() -> None:
    """A mark parts a test only from what is wider than it; the rest joins it."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    client = suite.fixture("client", CLASS)
    cls = suite.module("test_one.py").cls("TestX")
    number = cls.test("test_a", db, client, marked=MODULE)
    cls.test("test_b", client)
    plan = suite.plan()
    assert loops_of(plan) == {
        "test_a": "module test_one.py",
        "test_b": "module test_one.py",
    }
    assert apart_of(plan, number) == {"db": "session"}


def test_contradicting_mark_does_not_tie_what_it_uses() -> None:
    """A test that is parted from a fixture does not tie its other fixtures to it."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    client = suite.fixture("client", MODULE)
    home = suite.module("test_one.py")
    home.test("test_a", db, client, marked=FUNCTION)
    home.test("test_b", client)
    plan = suite.plan()
    assert loops_of(plan)["test_b"] == "module test_one.py"
    assert instances_of(plan)["client of module test_one.py"] == "module test_one.py"


def test_mark_in_a_sub_package_allows_the_outer_package() -> None:
    """A package mark means some package: that of the fixtures used may lie outside."""
    suite = Building()
    outer = suite.package("pkg")
    client = suite.fixture("client", PACKAGE, home=outer)
    home = outer.package("sub").module("test_one.py")
    number = home.test("test_a", client, marked=PACKAGE)
    home.test("test_b", marked=PACKAGE)
    plan = suite.plan()
    assert loops_of(plan) == {"test_a": "package pkg", "test_b": "package pkg/sub"}
    assert apart_of(plan, number) == {}


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))), ids=str)
def test_order_of_marked_tests_has_no_say(order: tuple[int, ...]) -> None:
    """Marks are honoured from the widest to the narrowest, however they are sorted."""
    suite = Building()
    one, two = suite.fixture("one", CLASS), suite.fixture("two", CLASS)
    cls = suite.module("test_one.py").cls("TestX")
    cls.test("test_session", one, marked=SESSION)
    cls.test("test_module", one, two, marked=MODULE)
    cls.test("test_class", two, marked=CLASS)
    cls.test("test_free", two)
    plan = suite.plan(order=order)
    assert loops_of(plan) == {
        "test_session": "session",
        "test_module": "module test_one.py",
        "test_class": "class test_one.py::TestX",
        "test_free": "module test_one.py",
    }
    assert apart_of(plan, order.index(1)) == {"one": "session"}
    assert apart_of(plan, order.index(2)) == {"two": "module test_one.py"}


# ------------------------------------------------------------- loop scopes of fixtures


@pytest.mark.parametrize(
    ("scope", "loop_scope", "loop"),
    [
        (FUNCTION, SESSION, "session"),
        (FUNCTION, MODULE, "module test_one.py"),
        (MODULE, SESSION, "session"),
        (MODULE, FUNCTION, "module test_one.py"),
        (SESSION, FUNCTION, "session"),
        (FUNCTION, FUNCTION, "own"),
    ],
    ids=str,
)
def test_loop_scope_of_a_fixture_is_a_minimum(
    scope: Scope, loop_scope: Scope, loop: str
) -> None:
    """A fixture's loop scope may widen its loop, and never makes it narrower."""
    suite = Building()
    db = suite.fixture("db", scope, loop_scope=loop_scope)
    suite.module("test_one.py").test("test_a", db)
    assert suite.loops() == {"test_a": loop}


def test_wide_loop_scope_of_an_autouse_fixture_moves_every_test() -> None:
    """A fixture with a wide loop scope moves each test that it applies to."""
    suite = Building()
    clock = suite.fixture("clock", loop_scope=SESSION)
    for name in ("test_one.py", "test_two.py"):
        suite.module(name).test(name[:-3], clock)
    assert suite.loops() == {"test_one": "session", "test_two": "session"}


def test_wide_loop_scope_takes_a_cached_fixture_along() -> None:
    """A function-scoped fixture with a wide loop scope widens what it holds."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    page = suite.fixture("page", uses=[client], loop_scope=SESSION)
    home = suite.module("test_one.py")
    home.test("test_a", client)
    home.test("test_b", page)
    plan = suite.plan()
    assert loops_of(plan) == {"test_a": "session", "test_b": "session"}
    assert instances_of(plan) == {"client of module test_one.py": "session"}


def test_mark_parts_a_test_from_a_fixture_with_a_wider_loop_scope() -> None:
    """A narrow mark leaves a function fixture on the loop that the fixture names."""
    suite = Building()
    db = suite.fixture("db", loop_scope=SESSION)
    number = suite.module("test_one.py").test("test_a", db, marked=FUNCTION)
    plan = suite.plan()
    assert loops_of(plan) == {"test_a": "own"}
    assert apart_of(plan, number) == {"db": "session"}


def test_parted_fixtures_stay_together() -> None:
    """What a parted function fixture holds follows its wide loop scope all the same."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    page = suite.fixture("page", uses=[client], loop_scope=SESSION)
    home = suite.module("test_one.py")
    number = home.test("test_a", page, marked=FUNCTION)
    home.test("test_b", client)
    plan = suite.plan()
    assert apart_of(plan, number) == {"page": "session", "client": "session"}
    assert loops_of(plan) == {"test_a": "own", "test_b": "session"}


def test_mark_as_wide_as_a_fixtures_loop_scope_fits() -> None:
    """A mark that names the loop scope of the fixture parts nothing."""
    suite = Building()
    db = suite.fixture("db", loop_scope=MODULE)
    number = suite.module("test_one.py").test("test_a", db, marked=MODULE)
    plan = suite.plan()
    assert loops_of(plan) == {"test_a": "module test_one.py"}
    assert apart_of(plan, number) == {}


# -------------------------------------------------------------------------- minimums


def test_configured_minimum_for_tests() -> None:
    """The configured loop scope of tests widens async tests only, and never narrows."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    home.test("test_a")
    home.test("test_wide", db)
    home.test("test_sync", is_async=False)
    assert suite.loops(minimum(test=MODULE)) == {
        "test_a": "module test_one.py",
        "test_wide": "session",
        "test_sync": "none",
    }


def test_configured_minimum_yields_to_a_mark() -> None:
    """A test's own mark says more than the configuration does."""
    suite = Building()
    suite.module("test_one.py").test("test_a", marked=FUNCTION)
    assert suite.loops(minimum(test=SESSION)) == {"test_a": "own"}


def test_configured_function_scope_switches_nothing_off() -> None:
    """``function``, set only to silence a warning, leaves detection as it is."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    suite.module("test_one.py").test("test_a", db)
    plain = suite.loops()
    assert suite.loops(minimum(test=FUNCTION, fixture=FUNCTION)) == plain
    assert plain == {"test_a": "session"}


def test_configured_minimum_for_fixtures() -> None:
    """The configured loop scope of fixtures widens async fixtures and their tests."""
    suite = Building()
    user = suite.fixture("user")
    name = suite.fixture("name", is_async=False)
    home = suite.module("test_one.py")
    home.test("test_a", user)
    home.test("test_b", name)
    loops = suite.loops(minimum(fixture=SESSION))
    assert loops == {"test_a": "session", "test_b": "own"}


def test_fixtures_own_loop_scope_replaces_the_configured_one() -> None:
    """A fixture that names its loop scope is not held to the configured minimum."""
    suite = Building()
    user = suite.fixture("user", loop_scope=FUNCTION)
    suite.module("test_one.py").test("test_a", user)
    assert suite.loops(minimum(fixture=SESSION)) == {"test_a": "own"}


def test_minimum_of_one_test_widens_its_component() -> None:
    """A fixture that async tests use follows their minimum, for sync tests too."""
    suite = Building()
    client = suite.fixture("client", CLASS)
    cls = suite.module("test_one.py").cls("TestX")
    cls.test("test_a", client)
    cls.test("test_sync", client, is_async=False)
    assert suite.loops(minimum(test=SESSION)) == {
        "test_a": "session",
        "test_sync": "session",
    }
