"""Which instance of a fixture a test uses."""

from __future__ import annotations

import pytest

from loopwise.model.place import Place
from loopwise.model.suite import (
    FixtureDefinition,
    Instance,
    Resource,
    Suite,
    instance_of,
    nothing_between,
)
from tests.plan.building import (
    CLASS,
    FUNCTION,
    MODULE,
    PACKAGE,
    SESSION,
    SESSION_INSTANCE,
    Building,
    Param,
)

PLACE = Place("conftest.py", 1)


def test_instance_is_where_the_branch_has_the_scope() -> None:
    """An instance is a definition at the place where the branch has its scope."""
    suite = Building()
    package = suite.package("pkg")
    module = package.module("test_one.py")
    cls = module.cls("TestX")
    fixtures = {
        FUNCTION: suite.fixture("own", FUNCTION),
        CLASS: suite.fixture("of_class", CLASS),
        MODULE: suite.fixture("of_module", MODULE),
        PACKAGE: suite.fixture("of_package", PACKAGE, home=package),
        SESSION: suite.fixture("of_session", SESSION),
    }
    cls.test("test_a", *fixtures.values())
    made = suite.suite()
    found = {
        scope: instance_of(made, number, made.tests[0])
        for scope, number in fixtures.items()
    }
    assert found == {
        FUNCTION: None,
        CLASS: Instance(fixtures[CLASS], cls.branch.classes[-1]),
        MODULE: Instance(
            fixtures[MODULE], module.branch.at(MODULE) or SESSION_INSTANCE
        ),
        PACKAGE: Instance(fixtures[PACKAGE], package.branch.packages[0]),
        SESSION: Instance(fixtures[SESSION], SESSION_INSTANCE),
    }


def test_parameter_is_part_of_the_instance() -> None:
    """Each parameter makes an instance, unless its values cannot be told apart."""
    suite = Building()
    told = suite.fixture("told", SESSION)
    merged = suite.fixture("merged", SESSION)
    suite.module("test_one.py").test(
        "test_a[1]",
        told,
        merged,
        params=[Param(told, 1), Param(merged, 2, is_hashable=False)],
    )
    made = suite.suite()
    (test,) = made.tests
    assert instance_of(made, told, test) == Instance(told, SESSION_INSTANCE, 1)
    assert instance_of(made, merged, test) == Instance(merged, SESSION_INSTANCE, None)


def test_parameters_scope_replaces_the_fixtures() -> None:
    """A parameter keeps the fixture for its own scope, wider or narrower."""
    suite = Building()
    wide = suite.fixture("wide", SESSION)
    narrow = suite.fixture("narrow", FUNCTION)
    suite.module("test_one.py").test(
        "test_a[1]",
        wide,
        narrow,
        params=[Param(wide, 1, FUNCTION), Param(narrow, 1, SESSION)],
    )
    made = suite.suite()
    (test,) = made.tests
    assert instance_of(made, wide, test) is None
    assert instance_of(made, narrow, test) == Instance(narrow, SESSION_INSTANCE, 1)


def test_resource_is_one_for_the_session() -> None:
    """A resource has one instance, whichever test uses it."""
    suite = Building()
    engine = suite.resource("engine")
    for name in ("test_one.py", "test_two.py"):
        suite.module(name).cls("TestX").test(name[:-3], engine)
    made = suite.suite()
    found = {instance_of(made, engine, test) for test in made.tests}
    assert found == {Instance(engine, SESSION_INSTANCE)}


@pytest.mark.parametrize(
    ("is_async", "makes", "expected"),
    [
        (True, "", True),
        (False, "", False),
        (False, "httpx.AsyncClient", True),
    ],
)
def test_fixture_lives_on_a_loop(is_async: bool, makes: str, expected: bool) -> None:
    """A fixture lives on a loop if it is async or makes something loop-bound."""
    one = FixtureDefinition("db", FUNCTION, PLACE, is_async, makes=makes)
    assert one.lives_on_a_loop is expected


@pytest.mark.parametrize("is_idle", [True, False])
def test_idle_resource_lives_on_no_loop(is_idle: bool) -> None:
    """A resource lives on a loop unless nobody uses it in a way that needs one."""
    assert Resource("engine", PLACE, is_idle=is_idle).lives_on_a_loop is not is_idle


def test_nothing_lies_between_unless_somebody_knows() -> None:
    """A suite whose reader follows no code has no steps to its resources."""
    suite = Building()
    engine = suite.resource("engine")
    suite.module("test_one.py").test("test_a", engine)
    made = Suite(suite.tests, suite.members)
    assert made.between(made.tests[0], engine) == ()
    assert made.between is nothing_between
