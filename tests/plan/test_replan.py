"""Changed suites, planned again."""

from __future__ import annotations

from loopwise.model.scope import Scope
from loopwise.model.settings import Settings
from loopwise.model.suite import FixtureDefinition
from loopwise.plan.conflicts import conflicts
from loopwise.plan.replan import (
    as_fixture,
    fits,
    share_loop,
    with_async_fixture,
    with_async_test,
    with_loop_scope,
)
from tests.plan.building import FUNCTION, SESSION, Building, loops_of

SETTINGS = Settings()


def test_fixture_made_async() -> None:
    """A sync fixture that is made async lives on a loop with its tests."""
    suite = Building()
    db = suite.fixture("db", SESSION, is_async=False)
    suite.module("test_one.py").test("test_a", db)
    before = suite.plan()
    after = fits(before, with_async_fixture(before.suite, db), SETTINGS)
    assert after is not None
    assert share_loop(after, 0, db)
    assert loops_of(before) != loops_of(after)
    old, new = before.suite.members[db], after.suite.members[db]
    assert isinstance(old, FixtureDefinition)
    assert isinstance(new, FixtureDefinition)
    assert not old.is_async
    assert new.is_async


def test_change_that_makes_a_conflict_does_not_fit() -> None:
    """A change that sets a test apart from what it would then use is refused."""
    suite = Building()
    db = suite.fixture("db", SESSION, is_async=False)
    suite.module("test_one.py").test("test_a", db, marked=FUNCTION)
    before = suite.plan()
    assert not conflicts(before)
    assert fits(before, with_async_fixture(before.suite, db), SETTINGS) is None


def test_test_made_async() -> None:
    """A sync test that is made async, and uses a fixture, shares its loop."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    module = suite.module("test_one.py")
    module.test("test_a", db)
    module.test("test_b", is_async=False)
    before = suite.plan()
    assert loops_of(before)["test_b"] == "none"
    after = fits(before, with_async_test(before.suite, 1, db), SETTINGS)
    assert after is not None
    assert loops_of(after)["test_b"] == "session"
    assert share_loop(after, 1, db)
    assert not share_loop(before, 1, db)


def test_resource_made_in_a_fixture() -> None:
    """A resource may be a session fixture: that has a place among the members."""
    suite = Building()
    db = suite.resource("db")
    suite.module("test_one.py").test("test_a", db)
    changed = as_fixture(suite.suite(), db)
    made = changed.members[db]
    assert isinstance(made, FixtureDefinition)
    assert made.scope is Scope.SESSION
    assert made.is_async
    after = fits(suite.plan(), changed, SETTINGS)
    assert after is not None
    assert share_loop(after, 0, db)


def test_marked_tests_share_a_loop() -> None:
    """Tests that are marked alike are on one loop; others stay where they were."""
    suite = Building()
    module = suite.module("test_one.py")
    for name in ("test_a", "test_b", "test_c"):
        module.test(name)
    before = suite.plan()
    changed = with_loop_scope(before.suite, (0, 1), Scope.SESSION)
    after = fits(before, changed, SETTINGS)
    assert after is not None
    loops = loops_of(after)
    assert loops["test_a"] == loops["test_b"] == "session"
    assert loops["test_c"] == loops_of(before)["test_c"]
