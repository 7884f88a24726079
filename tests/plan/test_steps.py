"""Steps: members and tests as a reader meets them."""

from __future__ import annotations

from loopwise.model.place import Place
from loopwise.model.plan import Step
from loopwise.plan.steps import member_step, way_to
from loopwise.plan.steps import test_step as step_of_test
from tests.plan.building import MODULE, Building


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
