"""Conflicts: the explicit choices that cannot work."""

from __future__ import annotations

from loopwise.model.plan import Plan
from loopwise.plan.conflicts import conflicts
from tests.plan.building import (
    CLASS,
    FUNCTION,
    MODULE,
    SESSION,
    Building,
    apart_of,
    loops_of,
    minimum,
    name_of,
    named,
)


def found(plan: Plan) -> list[tuple[str, dict[str, str]]]:
    """Give each conflict as its loop, and the member that each test uses on it."""
    return [
        (
            named(one.at),
            {
                name_of(plan.suite.tests[test]): plan.suite.members[member].name
                for group, member in one.nearest.items()
                for test in plan.groups[group]
            },
        )
        for one in conflicts(plan)
    ]


def test_suite_without_marks_has_none() -> None:
    """Detection alone never makes a conflict."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    suite.module("test_one.py").test("test_a", db)
    assert found(suite.plan()) == []


def test_mark_that_fits_is_none() -> None:
    """A mark as wide as what the test uses, or wider, is no conflict."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    suite.module("test_one.py").test("test_a", client, marked=MODULE)
    suite.module("test_two.py").test("test_b", client, marked=SESSION)
    assert found(suite.plan()) == []


def test_marks_may_contradict_each_other() -> None:
    """A test whose fixture followed another one's wider mark is in conflict with it."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    home = suite.module("test_one.py")
    home.test("test_a", client, marked=MODULE)
    home.test("test_b", client, marked=SESSION)
    assert found(suite.plan()) == [("session", {"test_a": "client"})]


def test_narrow_mark_is_one() -> None:
    """A test marked narrower than a fixture that it uses is a conflict with it."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    suite.module("test_one.py").test("test_a", db, marked=FUNCTION)
    assert found(suite.plan()) == [("session", {"test_a": "db"})]


def test_tests_of_one_fixture_make_one_conflict() -> None:
    """However many tests are parted from one fixture, it is one conflict."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    for name in ("test_one.py", "test_two.py"):
        home = suite.module(name)
        home.test(f"{name[:-3]}_a", db, marked=FUNCTION)
        home.test(f"{name[:-3]}_b", db, marked=MODULE)
    tests = ["test_one_a", "test_one_b", "test_two_a", "test_two_b"]
    assert found(suite.plan()) == [("session", dict.fromkeys(tests, "db"))]


def test_member_nearest_to_the_test_is_named() -> None:
    """Of the members on one other loop the one that the test itself uses is named."""
    suite = Building()
    engine = suite.fixture("engine", SESSION)
    db = suite.fixture("db", SESSION, uses=[engine])
    row = suite.fixture("row", uses=[db])
    home = suite.module("test_one.py")
    home.test("test_a", db, marked=FUNCTION)
    home.test("test_b", row, marked=FUNCTION)
    home.test("test_c", engine, marked=FUNCTION)
    assert found(suite.plan()) == [
        ("session", {"test_a": "db", "test_b": "db", "test_c": "engine"})
    ]


def test_separate_components_on_one_loop_are_separate_conflicts() -> None:
    """Fixtures that nothing ties together are told of one by one."""
    suite = Building()
    db, cache = suite.fixture("db", SESSION), suite.fixture("cache", SESSION)
    suite.module("test_one.py").test("test_a", db, cache, marked=FUNCTION)
    assert sorted(found(suite.plan()), key=str) == [
        ("session", {"test_a": "cache"}),
        ("session", {"test_a": "db"}),
    ]


def test_each_loop_makes_a_conflict_of_its_own() -> None:
    """A test that is parted from fixtures on two loops has a conflict with each."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    client = suite.fixture("client", CLASS)
    cls = suite.module("test_one.py").cls("TestX")
    cls.test("test_a", db, client, marked=FUNCTION)
    assert sorted(found(suite.plan()), key=str) == [
        ("class test_one.py::TestX", {"test_a": "client"}),
        ("session", {"test_a": "db"}),
    ]


def test_each_modules_instance_makes_a_conflict_of_its_own() -> None:
    """Instances of one fixture on two loops are two conflicts."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    for name in ("test_one.py", "test_two.py"):
        suite.module(name).test(name[:-3], client, marked=FUNCTION)
    assert found(suite.plan()) == [
        ("module test_one.py", {"test_one": "client"}),
        ("module test_two.py", {"test_two": "client"}),
    ]


def test_function_fixture_with_a_loop_scope_is_one() -> None:
    """A mark narrower than the loop scope of the test's own fixture is a conflict."""
    suite = Building()
    clock = suite.fixture("clock", loop_scope=SESSION)
    suite.module("test_one.py").test("test_a", clock, marked=FUNCTION)
    assert found(suite.plan()) == [("session", {"test_a": "clock"})]


def test_resource_is_in_no_conflict() -> None:
    """A test with a mark keeps its loop whatever resources it seems to reach."""
    suite = Building()
    engine = suite.resource("engine")
    factory = suite.fixture("factory", SESSION, uses=[engine], is_async=False)
    suite.module("test_one.py").test("test_a", engine, factory, marked=MODULE)
    plan = suite.plan()
    assert loops_of(plan) == {"test_a": "module test_one.py"}
    assert apart_of(plan, 0) == {}
    assert found(plan) == []


def test_fixture_that_a_resource_widened_may_be_in_conflict() -> None:
    """A mark parts a test from a fixture that others tie to a resource."""
    suite = Building()
    engine = suite.resource("engine")
    client = suite.fixture("client", MODULE)
    home = suite.module("test_one.py")
    home.test("test_a", client, marked=MODULE)
    home.test("test_b", client, engine)
    assert found(suite.plan()) == [("session", {"test_a": "client"})]


def test_function_fixture_under_a_configured_minimum_is_one() -> None:
    """A mark narrower than the configured loop scope of a fixture is a conflict."""
    suite = Building()
    user = suite.fixture("user")
    suite.module("test_one.py").test("test_a", user, marked=FUNCTION)
    plan = suite.plan(minimum(fixture=SESSION))
    assert apart_of(plan, 0) == {"user": "session"}
    assert found(plan) == [("session", {"test_a": "user"})]
