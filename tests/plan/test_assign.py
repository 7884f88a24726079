"""The planner's rules, on suites built by hand."""

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
    instances_of,
    loops_of,
)

# ------------------------------------------------------------------------ the widest


def test_async_test_alone_runs_on_its_own_loop() -> None:
    """An async test that uses nothing async is fully isolated."""
    suite = Building()
    suite.module("test_one.py").test("test_a")
    assert suite.loops() == {"test_a": "own"}


def test_sync_test_alone_needs_no_loop() -> None:
    """A sync test that uses nothing async is given no loop."""
    suite = Building()
    suite.module("test_one.py").test("test_a", is_async=False)
    assert suite.loops() == {"test_a": "none"}


@pytest.mark.parametrize(
    ("scope", "loop"),
    [
        (FUNCTION, "own"),
        (CLASS, "class pkg/test_one.py::TestX"),
        (MODULE, "module pkg/test_one.py"),
        (PACKAGE, "package pkg"),
        (SESSION, "session"),
    ],
    ids=str,
)
@pytest.mark.parametrize("is_async", [True, False], ids=["async", "sync"])
def test_fixture_takes_its_test_along(scope: Scope, loop: str, is_async: bool) -> None:
    """A test, sync or async, runs on the loop of the one async fixture it uses."""
    suite = Building()
    package = suite.package("pkg")
    db = suite.fixture("db", scope, home=package)
    cls = package.module("test_one.py").cls("TestX")
    cls.test("test_a", db, is_async=is_async)
    assert suite.loops() == {"test_a": loop}


def test_widest_of_several_fixtures_decides() -> None:
    """Of all async fixtures that a test uses the widest decides, wherever it stands."""
    suite = Building()
    module = suite.fixture("module", MODULE)
    session = suite.fixture("session", SESSION)
    function = suite.fixture("function", uses=[session])
    home = suite.module("test_one.py")
    home.test("test_through", function, module)
    assert suite.loops() == {"test_through": "session"}
    assert instances_of(suite.plan()) == {
        "session of session": "session",
        "module of module test_one.py": "session",
    }


def test_sync_fixture_without_async_parts_decides_nothing() -> None:
    """A wide sync fixture that holds nothing async widens no loop."""
    suite = Building()
    config = suite.fixture("config", SESSION, is_async=False)
    db = suite.fixture("db", MODULE, uses=[config])
    suite.module("test_one.py").test("test_a", db, config)
    suite.module("test_two.py").test("test_b", config)
    plan = suite.plan()
    assert loops_of(plan) == {"test_a": "module test_one.py", "test_b": "own"}
    assert plan.on_loops == {db}


def test_sync_fixture_that_holds_an_async_one_is_a_member() -> None:
    """A session-wide sync fixture around an async one ties all tests that use it."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    store = suite.fixture("store", SESSION, uses=[db], is_async=False)
    client = suite.fixture("client", MODULE, uses=[store], is_async=False)
    home = suite.module("test_one.py")
    home.test("test_a", client)
    home.test("test_sync", store, is_async=False)
    plan = suite.plan()
    assert loops_of(plan) == {"test_a": "session", "test_sync": "session"}
    assert instances_of(plan)["client of module test_one.py"] == "session"


def test_function_fixtures_that_hold_one_another_stay_isolated() -> None:
    """Fixtures of one test that hold one another need no more than its own loop."""
    suite = Building()
    engine = suite.fixture("engine", FUNCTION)
    service = suite.fixture("service", FUNCTION, uses=[engine], is_async=False)
    suite.module("test_one.py").test("test_a", service)
    assert suite.loops() == {"test_a": "own"}


def test_resource_makes_its_users_run_on_the_session_loop() -> None:
    """A loop-bound resource is a member that lives as long as the session."""
    suite = Building()
    engine = suite.resource("engine")
    rows = suite.fixture("rows", uses=[engine], is_async=False)
    home = suite.module("test_one.py")
    home.test("test_direct", engine)
    home.test("test_through", rows)
    home.test("test_without")
    plan = suite.plan()
    assert loops_of(plan) == {
        "test_direct": "session",
        "test_through": "session",
        "test_without": "own",
    }
    assert instances_of(plan) == {"engine of session": "session"}


# --------------------------------------------------------------------- whole suites


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["a first", "b first"])
def test_example_4_in_both_orders(order: tuple[int, int]) -> None:
    """A cached fixture runs on one loop for all its tests, whichever runs first."""
    suite = Building()
    client = suite.fixture("api_client", MODULE)
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    home.test("test_a", client)
    home.test("test_b", db, client)
    plan = suite.plan(order=order)
    assert loops_of(plan) == {"test_a": "session", "test_b": "session"}
    assert instances_of(plan) == {
        "api_client of module test_one.py": "session",
        "db of session": "session",
    }


def test_component_reaches_across_many_tests() -> None:
    """Tests that share nothing with a wide fixture still follow it along a chain."""
    suite = Building()
    links = [suite.fixture(f"link{number}", MODULE) for number in range(4)]
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    for number, pair in enumerate(itertools.pairwise(links)):
        home.test(f"test_{number}", *pair)
    home.test("test_end", links[-1], db)
    home.test("test_apart")
    assert suite.loops() == {
        "test_0": "session",
        "test_1": "session",
        "test_2": "session",
        "test_end": "session",
        "test_apart": "own",
    }


def test_instances_of_one_definition_are_apart() -> None:
    """Each module has its own instance of a fixture; one of them may be widened."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    db = suite.fixture("db", SESSION)
    suite.module("test_one.py").test("test_a", client)
    two = suite.module("test_two.py")
    two.test("test_b", client)
    two.test("test_c", client, db)
    plan = suite.plan()
    assert loops_of(plan) == {
        "test_a": "module test_one.py",
        "test_b": "session",
        "test_c": "session",
    }
    assert instances_of(plan) == {
        "client of module test_one.py": "module test_one.py",
        "client of module test_two.py": "session",
        "db of session": "session",
    }


def test_function_fixtures_belong_to_one_test() -> None:
    """Tests that share only a function-scoped fixture are not tied by it."""
    suite = Building()
    user = suite.fixture("user")
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    home.test("test_a", user)
    home.test("test_b", user, db)
    assert suite.loops() == {"test_a": "own", "test_b": "session"}


def test_sync_test_ties_what_it_uses() -> None:
    """A sync test that holds two async fixtures puts them on one loop."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    home.test("test_a", client)
    home.test("test_sync", client, db, is_async=False)
    assert suite.loops() == {"test_a": "session", "test_sync": "session"}


def test_separate_components_of_one_scope_share_its_loop() -> None:
    """Two components of the same scope run on the one loop of that scope instance."""
    suite = Building()
    one, two = suite.fixture("one", MODULE), suite.fixture("two", MODULE)
    home = suite.module("test_one.py")
    home.test("test_a", one)
    home.test("test_b", two)
    assert set(suite.loops().values()) == {"module test_one.py"}


def test_sharing_of_uses_makes_no_difference() -> None:
    """Whether the reader stores equal uses once or per test, the plan is the same."""
    plans = []
    for share in (True, False):
        suite = Building(share=share)
        client = suite.fixture("client", MODULE)
        db = suite.fixture("db", SESSION, uses=())
        one, two = suite.module("test_one.py"), suite.module("test_two.py")
        one.test("test_a", client)
        one.test("test_b", client)
        two.test("test_c", client)
        two.test("test_d", client)
        two.test("test_e", client, db)
        plans.append(suite.plan())
    assert loops_of(plans[0]) == loops_of(plans[1])
    assert instances_of(plans[0]) == instances_of(plans[1])
    assert len(plans[0].groups) < len(plans[1].groups)


# ------------------------------------------------------------------------- overrides


def test_override_chain_holds_what_it_overrides() -> None:
    """``def db(db)`` in a module takes the session's database along."""
    suite = Building()
    base = suite.fixture("db", SESSION)
    extended = suite.fixture("db", MODULE, uses=[base], file="test_one.py")
    one = suite.module("test_one.py")
    one.test("test_a", base, overrides={base: extended})
    suite.module("test_two.py").test("test_b", base)
    plan = suite.plan()
    assert loops_of(plan) == {"test_a": "session", "test_b": "session"}
    assert instances_of(plan) == {
        "db of module test_one.py": "session",
        "db of session": "session",
    }


def test_override_replaces_for_its_module_only() -> None:
    """A narrower override isolates its module; other modules keep the wide fixture."""
    suite = Building()
    base = suite.fixture("db", SESSION)
    client = suite.fixture("client", uses=[base])
    fake = suite.fixture("db", FUNCTION, file="test_one.py")
    suite.module("test_one.py").test("test_a", client, overrides={base: fake})
    suite.module("test_two.py").test("test_b", client)
    assert suite.loops() == {"test_a": "own", "test_b": "session"}


def test_sync_override_of_an_async_fixture() -> None:
    """A sync override that holds nothing async needs no loop where it applies."""
    suite = Building()
    base = suite.fixture("db", SESSION)
    fake = suite.fixture("db", SESSION, is_async=False, file="test_one.py")
    one = suite.module("test_one.py")
    one.test("test_a", base, overrides={base: fake}, is_async=False)
    suite.module("test_two.py").test("test_b", base, is_async=False)
    assert suite.loops() == {"test_a": "none", "test_b": "session"}


# ---------------------------------------------------------------------------- places


def test_package_fixture_lives_in_the_package_that_defines_it() -> None:
    """A package fixture is kept for its own package, over all sub-packages."""
    suite = Building()
    outer = suite.package("pkg")
    inner = outer.package("sub")
    client = suite.fixture("client", PACKAGE, home=outer)
    own = suite.fixture("own", PACKAGE, home=inner)
    inner.module("test_one.py").test("test_a", client)
    inner.module("test_two.py").test("test_b", own)
    outer.module("test_three.py").test("test_c", client)
    assert suite.loops() == {
        "test_a": "package pkg",
        "test_b": "package pkg/sub",
        "test_c": "package pkg",
    }


def test_outer_package_is_wider_than_inner_one() -> None:
    """Of two packages that lie in one another the outer one's loop is the wider."""
    suite = Building()
    outer = suite.package("pkg")
    inner = outer.package("sub")
    wide = suite.fixture("wide", PACKAGE, home=outer)
    narrow = suite.fixture("narrow", PACKAGE, home=inner)
    home = inner.module("test_one.py")
    home.test("test_a", narrow)
    home.test("test_b", narrow, wide)
    assert suite.loops() == {"test_a": "package pkg", "test_b": "package pkg"}


def test_package_fixture_outside_packages_is_the_sessions() -> None:
    """A package fixture that is defined in no package is kept for the session."""
    suite = Building()
    client = suite.fixture("client", PACKAGE)
    suite.module("test_one.py").test("test_a", client)
    assert suite.loops() == {"test_a": "session"}


def test_class_fixture_outside_a_class_is_the_tests_own() -> None:
    """A class fixture that a plain function uses is kept for that test alone."""
    suite = Building()
    client = suite.fixture("client", CLASS)
    home = suite.module("test_one.py")
    home.test("test_a", client)
    home.cls("TestX").test("test_b", client)
    plan = suite.plan()
    assert loops_of(plan) == {
        "test_a": "own",
        "test_b": "class test_one.py::TestX",
    }
    assert instances_of(plan) == {
        "client of class test_one.py::TestX": "class test_one.py::TestX"
    }


def test_class_fixture_lives_in_the_innermost_class() -> None:
    """A class fixture is kept for the innermost class of its test."""
    suite = Building()
    client = suite.fixture("client", CLASS)
    outer = suite.module("test_one.py").cls("TestX")
    outer.cls("TestY").test("test_a", client)
    outer.cls("TestZ").test("test_b", client)
    assert suite.loops() == {
        "test_a": "class test_one.py::TestX::TestY",
        "test_b": "class test_one.py::TestX::TestZ",
    }


def test_nested_class_may_get_what_the_outer_one_keeps() -> None:
    """Where pytest may reuse the outer class's fixture, both classes share its loop."""
    suite = Building()
    client = suite.fixture("client", CLASS)
    outer = suite.module("test_one.py").cls("TestX")
    outer.test("test_a", client)
    outer.cls("TestY").cls("TestZ").test("test_b", client)
    assert set(suite.loops().values()) == {"class test_one.py::TestX"}


def test_empty_suite_has_an_empty_plan() -> None:
    """A suite without tests has a plan without placements."""
    plan = Building().plan()
    assert list(plan.placements) == []
    assert dict(plan.instances) == {}
