"""Reasons: what decided a test's loop, and the way from the test to it."""

from __future__ import annotations

import pytest

from loopwise.model.place import Place
from loopwise.model.plan import Because, Reason
from loopwise.model.scope import Scope
from loopwise.model.step import Step
from tests.plan.building import (
    CLASS,
    FUNCTION,
    MODULE,
    PACKAGE,
    SESSION,
    Building,
    Holder,
    Param,
    minimum,
)


def names(reason: Reason) -> list[str]:
    """Give the names on the way from the test."""
    return [step.name for step in reason.steps]


def test_lonely_test_says_that_it_is_alone() -> None:
    """A test on its own loop says that it uses nothing wider."""
    suite = Building()
    user = suite.fixture("user")
    number = suite.module("test_one.py").test("test_a", user)
    reason = suite.plan().reason(number)
    assert (reason.because, reason.scope) == (Because.ALONE, FUNCTION)
    assert str(reason) == "uses no async fixture that is wider"
    assert names(reason) == ["test_a"]


def test_way_leads_through_fixtures() -> None:
    """The steps lead from the test through each fixture to the one that decided."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    repo = suite.fixture("repo", MODULE, uses=[db])
    page = suite.fixture("page", uses=[repo], is_async=False)
    number = suite.module("test_one.py").test("test_a", page)
    reason = suite.plan().reason(number)
    assert str(reason) == "db kept per session"
    assert names(reason) == ["test_a", "page", "repo", "db"]
    assert [step.role for step in reason.steps] == [
        "test",
        "fixture, kept per function",
        "fixture, kept per module",
        "fixture, kept per session",
    ]
    assert [str(step.place) for step in reason.steps] == [
        "test_one.py:1",
        "conftest.py:3",
        "conftest.py:2",
        "conftest.py:1",
    ]


def test_shortest_way_is_given() -> None:
    """Of two ways to the deciding member the shorter one is given."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    long = suite.fixture("long", uses=[suite.fixture("longer", uses=[db])])
    number = suite.module("test_one.py").test("test_a", long, db)
    assert names(suite.plan().reason(number)) == ["test_a", "db"]


def test_way_leads_through_another_test() -> None:
    """Where another test tied them, the steps lead through that test."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    number = home.test("test_a", client)
    home.test("test_b", db, client)
    reason = suite.plan().reason(number)
    assert str(reason) == "db kept per session"
    assert names(reason) == ["test_a", "client", "test_b", "db"]


def test_each_test_of_a_group_is_its_own_first_step() -> None:
    """Tests that are placed together still each begin their own reason."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    for name in ("test_a", "test_b"):
        home.test(name, db)
    plan = suite.plan()
    assert len(plan.groups) == 1
    assert names(plan.reason(0)) == ["test_a", "db"]
    assert names(plan.reason(1)) == ["test_b", "db"]
    assert plan.reason(1).steps[0].place == plan.suite.tests[1].place


def test_resource_is_a_reason() -> None:
    """A resource that decided is named as one."""
    suite = Building()
    engine = suite.resource("engine", "sqlalchemy.ext.asyncio.AsyncEngine")
    number = suite.module("test_one.py").test("test_a", engine)
    reason = suite.plan().reason(number)
    assert reason.because is Because.OUTSIDE
    assert str(reason) == "engine lives outside of fixtures"
    assert reason.steps[-1].role == "resource, AsyncEngine"


def test_cached_fixture_is_named_before_a_resource() -> None:
    """Where a session fixture and a resource are equally wide, the fixture is named."""
    suite = Building()
    engine = suite.resource("engine")
    db = suite.fixture("db", SESSION)
    number = suite.module("test_one.py").test("test_a", engine, db)
    assert str(suite.plan().reason(number)) == "db kept per session"


def test_what_is_held_is_named_before_what_holds_it() -> None:
    """A sync fixture that only hands a resource on is not what decided."""
    suite = Building()
    engine = suite.resource("engine")
    handed = suite.fixture("handed", SESSION, uses=[engine], is_async=False)
    number = suite.module("test_one.py").test("test_a", handed)
    reason = suite.plan().reason(number)
    assert str(reason) == "engine lives outside of fixtures"
    assert names(reason) == ["test_a", "handed", "engine"]


def test_reason_shows_what_lies_between_a_test_and_a_resource() -> None:
    """The way to a resource goes over the functions that lead to it."""
    suite = Building()
    engine = suite.resource("engine")
    near = suite.module("test_one.py").test("test_a", engine)
    lookup = Step("lookup", Place("app/api.py", 3), "function")
    asked: list[tuple[Holder, int]] = []

    def between(holder: Holder, resource: int) -> tuple[Step, ...]:
        asked.append((holder, resource))
        return (lookup,)

    suite.between = between
    reason = suite.plan().reason(near)
    assert names(reason) == ["test_a", "lookup", "engine"]
    assert reason.steps[1] is lookup
    assert asked == [(suite.tests[near], engine)]


def test_tests_of_one_group_have_ways_of_their_own() -> None:
    """Tests that are placed together each say how they come to a resource."""
    suite = Building()
    engine = suite.resource("engine")
    home = suite.module("test_one.py")
    numbers = [home.test(name, engine) for name in ("test_a", "test_b")]

    def between(holder: Holder, resource: int) -> tuple[Step, ...]:
        assert resource == engine
        assert isinstance(holder, type(suite.tests[0]))
        return (Step(f"way of {holder.id}", Place("app.py", 1), "function"),)

    suite.between = between
    plan = suite.plan()
    assert len(plan.groups) == 1
    for number, name in zip(numbers, ("test_a", "test_b"), strict=True):
        way = f"way of test_one.py::{name}"
        assert names(plan.reason(number)) == [name, way, "engine"]


def test_own_mark_is_the_reason() -> None:
    """A mark that decides is said of the test itself."""
    suite = Building()
    number = suite.module("test_one.py").test("test_a", marked=SESSION)
    reason = suite.plan().reason(number)
    assert str(reason) == 'is marked loop_scope="session"'
    assert names(reason) == ["test_a"]


@pytest.mark.parametrize("marked", [FUNCTION, MODULE], ids=str)
def test_contradicting_mark_is_the_reason(marked: Scope) -> None:
    """A test that its mark parts from a wider fixture says that the mark decided."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    number = suite.module("test_one.py").test("test_a", db, marked=marked)
    reason = suite.plan().reason(number)
    assert (reason.because, reason.scope) == (Because.MARK, marked)
    assert str(reason) == f'is marked loop_scope="{marked}"'


@pytest.mark.parametrize("marked", [CLASS, PACKAGE], ids=str)
def test_mark_is_quoted_as_the_user_wrote_it(marked: Scope) -> None:
    """A mark for a scope that is not there is quoted all the same."""
    suite = Building()
    number = suite.module("test_one.py").test("test_a", marked=marked)
    reason = suite.plan().reason(number)
    assert str(reason) == f'is marked loop_scope="{marked}"'


def test_loop_scope_is_quoted_as_the_user_wrote_it() -> None:
    """A fixture's loop scope outside of packages is quoted all the same."""
    suite = Building()
    user = suite.fixture("user", loop_scope=PACKAGE)
    number = suite.module("test_one.py").test("test_a", user)
    assert str(suite.plan().reason(number)) == 'user has loop_scope="package"'


def test_minimum_is_quoted_as_the_user_wrote_it() -> None:
    """A configured loop scope outside of packages is quoted all the same."""
    suite = Building()
    number = suite.module("test_one.py").test("test_a")
    reason = suite.plan(minimum(test=PACKAGE)).reason(number)
    assert str(reason) == "asyncio_default_test_loop_scope (pytest.ini) = package"


def test_mark_of_another_test_is_the_reason() -> None:
    """A test that was widened by another one's mark names that test."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    home = suite.module("test_one.py")
    number = home.test("test_a", client)
    home.test("test_b", client, marked=SESSION)
    reason = suite.plan().reason(number)
    assert str(reason) == 'test_b is marked loop_scope="session"'
    assert names(reason) == ["test_a", "client", "test_b"]


def test_parted_test_is_on_nobodys_way() -> None:
    """A reason never leads through a test that a mark parts from the component."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    db = suite.fixture("db", SESSION)
    home = suite.module("test_one.py")
    home.test("test_parted", db, client, marked=FUNCTION)
    number = home.test("test_a", client)
    reason = suite.plan().reason(number)
    assert names(reason) == ["test_a", "client"]
    assert str(reason) == "client kept per module"


@pytest.mark.parametrize("scope", [FUNCTION, MODULE], ids=str)
def test_loop_scope_of_a_fixture_is_the_reason(scope: Scope) -> None:
    """A fixture whose explicit loop scope decided is named with it."""
    suite = Building()
    clock = suite.fixture("clock", scope, loop_scope=SESSION)
    page = suite.fixture("page", uses=[clock])
    number = suite.module("test_one.py").test("test_a", page)
    reason = suite.plan().reason(number)
    assert str(reason) == 'clock has loop_scope="session"'
    assert names(reason) == ["test_a", "page", "clock"]


def test_loop_scope_of_another_tests_own_fixture() -> None:
    """A function fixture of another test that decided is reached through that test."""
    suite = Building()
    client = suite.fixture("client", MODULE)
    clock = suite.fixture("clock", loop_scope=SESSION)
    home = suite.module("test_one.py")
    number = home.test("test_a", client)
    home.test("test_b", client, clock)
    reason = suite.plan().reason(number)
    assert str(reason) == 'clock has loop_scope="session"'
    assert names(reason) == ["test_a", "client", "test_b", "clock"]


def test_configured_minimum_is_the_reason() -> None:
    """A configured minimum that decided is named as it was written, and where."""
    suite = Building()
    number = suite.module("test_one.py").test("test_a")
    reason = suite.plan(minimum(test=SESSION)).reason(number)
    assert reason.because is Because.MINIMUM
    assert str(reason) == "asyncio_default_test_loop_scope (pytest.ini) = session"


def test_configured_minimum_of_fixtures_is_the_reason() -> None:
    """The minimum of fixtures is not mistaken for that of tests."""
    suite = Building()
    user = suite.fixture("user")
    number = suite.module("test_one.py").test("test_a", user)
    reason = suite.plan(minimum(test=MODULE, fixture=SESSION)).reason(number)
    assert str(reason) == "asyncio_default_fixture_loop_scope (pytest.ini) = session"
    assert names(reason) == ["test_a", "user"]


def test_cache_is_named_before_configuration() -> None:
    """Of equally wide claims that of the cached fixture is named."""
    suite = Building()
    user = suite.fixture("user", loop_scope=SESSION)
    db = suite.fixture("db", SESSION)
    number = suite.module("test_one.py").test("test_a", user, db)
    reason = suite.plan(minimum(test=SESSION)).reason(number)
    assert str(reason) == "db kept per session"


def test_first_place_is_named_of_equals() -> None:
    """Of equally wide fixtures the one that stands first is named."""
    suite = Building()
    first = suite.fixture("first", SESSION)
    second = suite.fixture("second", SESSION)
    number = suite.module("test_one.py").test("test_a", second, first)
    assert names(suite.plan().reason(number)) == ["test_a", "first"]


def test_package_and_class_are_named_by_scope() -> None:
    """The reason says the scope; whose it is shows in the loop."""
    suite = Building()
    package = suite.package("pkg")
    wide = suite.fixture("wide", PACKAGE, home=package)
    narrow = suite.fixture("narrow", CLASS)
    home = package.module("test_one.py")
    first = home.test("test_a", wide)
    second = home.cls("TestX").test("test_b", narrow)
    plan = suite.plan()
    assert str(plan.reason(first)) == "wide kept per package"
    assert str(plan.reason(second)) == "narrow kept per class"


def test_scope_of_a_parameter_is_the_reason() -> None:
    """A fixture that a parameter keeps for longer is named with the longer scope."""
    suite = Building()
    user = suite.fixture("user")
    home = suite.module("test_one.py")
    number = home.test("test_a[1]", user, params=[Param(user, 1, SESSION)])
    reason = suite.plan().reason(number)
    assert str(reason) == "user kept per session"
