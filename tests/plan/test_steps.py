"""Steps: members and tests as a reader meets them."""

from __future__ import annotations

import pytest

from loopwise.model.place import Place
from loopwise.model.step import Step
from loopwise.plan.steps import member_step, steps_to, way_to
from loopwise.plan.steps import test_step as step_of_test
from tests.plan.building import MODULE, SESSION, Building, Holder


def test_step_of_a_test_has_its_short_name() -> None:
    """A test is called by the last part of its id, its parameters included."""
    suite = Building()
    suite.module("test_one.py").cls("TestX").test("test_a[1]")
    step = step_of_test(suite.tests[0], "module")
    assert step == Step("test_a[1]", Place("test_one.py", 1), "test", "module")


def test_step_of_a_member_has_its_role() -> None:
    """A fixture says how long it is kept; a resource only what it is."""
    suite = Building()
    db = suite.members[suite.fixture("db", MODULE)]
    engine = suite.members[suite.resource("engine")]
    assert member_step(db).role == "fixture, kept per module"
    assert member_step(engine, "session") == Step(
        "engine", Place("app/db.py", 1), "resource", "session"
    )


@pytest.mark.parametrize(
    ("bound_type", "role"),
    [
        ("sqlalchemy.ext.asyncio.AsyncEngine", "AsyncEngine"),
        ("Client", "Client"),
    ],
)
def test_step_says_what_type_it_is_about(bound_type: str, role: str) -> None:
    """A resource, and a fixture that makes one, name its type without the module."""
    suite = Building()
    engine = suite.members[suite.resource("engine", bound_type)]
    client = suite.fixture("client", SESSION, is_async=False, makes=bound_type)
    assert member_step(engine).role == f"resource, {role}"
    assert member_step(suite.members[client]).role == (
        f"fixture, kept per session, {role}"
    )


def test_steps_to_a_resource_ask_what_lies_between() -> None:
    """What lies between a resource and the member before it is asked for, and shown."""
    suite = Building()
    engine = suite.resource("engine")
    db = suite.fixture("db", uses=[engine])
    page = suite.fixture("page", uses=[db])
    suite.module("test_one.py").test("test_a", page)
    lookup = Step("lookup", Place("app/api.py", 3), "function")
    asked: list[tuple[Holder, int]] = []

    def between(holder: Holder, resource: int) -> tuple[Step, ...]:
        asked.append((holder, resource))
        return (lookup,)

    suite.between = between
    steps = steps_to(suite.suite(), suite.tests[0], engine)
    assert [step.name for step in steps] == ["page", "db", "lookup", "engine"]
    assert asked == [(db, engine)]


def test_nothing_lies_between_fixtures() -> None:
    """On a way of fixtures alone nobody is asked what lies between."""
    suite = Building()
    db = suite.fixture("db")
    page = suite.fixture("page", uses=[db])
    suite.module("test_one.py").test("test_a", page)

    def between(holder: Holder, resource: int) -> tuple[Step, ...]:
        raise AssertionError(holder, resource)

    suite.between = between
    steps = steps_to(suite.suite(), suite.tests[0], db)
    assert [step.name for step in steps] == ["page", "db"]


def test_way_is_the_shortest() -> None:
    """Of all ways from a test to a member the shortest is given, without the test."""
    suite = Building()
    db = suite.fixture("db")
    near = suite.fixture("near", uses=[db])
    far = suite.fixture("far", uses=[near])
    suite.module("test_one.py").test("test_a", far, near)
    (test,) = suite.tests
    assert way_to(test, db) == [near, db]
    assert way_to(test, far) == [far]


def test_no_way_is_empty() -> None:
    """A member that the test does not use has no way to it."""
    suite = Building()
    db, other = suite.fixture("db"), suite.fixture("other")
    suite.module("test_one.py").test("test_a", db)
    assert way_to(suite.tests[0], other) == []
