"""Loops as plain pytest-asyncio has them: what its releases do with loop scopes."""

from __future__ import annotations

from loopwise.model.runner import PYTEST_ASYNCIO, Runner
from loopwise.model.scope import Scope
from loopwise.model.settings import Minimum, Settings
from loopwise.plan.as_written import AsWritten
from tests.plan.building import CLASS, MODULE, PACKAGE, SESSION, Building

NEWEST = Runner(PYTEST_ASYNCIO)


def written(
    suite: Building, settings: Settings | None = None, runner: Runner = NEWEST
) -> AsWritten:
    return AsWritten(suite.suite(), settings or Settings(), runner)


def test_a_test_has_its_own_loop() -> None:
    """Without a mark or a setting each test has a loop of its own."""
    suite = Building()
    module = suite.module("test_one.py")
    module.test("test_a")
    module.test("test_b")
    loops = written(suite)
    assert loops.of_test(0) != loops.of_test(1)
    assert loops.of_test(0).scope is Scope.FUNCTION


def test_a_fixture_has_the_loop_of_its_scope() -> None:
    """An async fixture without a loop scope is on the loop of its cache scope."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    suite.module("test_one.py").test("test_a", db)
    loops = written(suite)
    found = loops.of_fixture(db, 0)
    assert found is not None
    assert found.scope is Scope.SESSION
    assert found != loops.of_test(0)


def test_settings_move_both() -> None:
    """The configured defaults move tests and fixtures that say nothing themselves."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    suite.module("test_one.py").test("test_a", db)
    session = Minimum(SESSION, "x")
    settings = Settings(test_minimum=session, fixture_minimum=session)
    loops = written(suite, settings)
    assert loops.of_fixture(db, 0) == loops.of_test(0)


def test_a_mark_wins_over_the_settings() -> None:
    """The mark of a test counts, also where it is narrower than the configured one."""
    suite = Building()
    suite.module("test_one.py").test("test_a", marked=MODULE)
    settings = Settings(test_minimum=Minimum(SESSION, "x"))
    assert written(suite, settings).of_test(0).scope is Scope.MODULE


def test_package_loops_are_apart_from_the_sessions() -> None:
    """A loop of package scope is kept for the session, and is not the session's."""
    suite = Building()
    one = suite.fixture("one", PACKAGE)
    two = suite.fixture("two", SESSION)
    suite.module("test_one.py").test("test_a", one, two)
    loops = written(suite)
    assert loops.of_fixture(one, 0) != loops.of_fixture(two, 0)


def test_a_class_loop_outside_of_classes_is_the_tests() -> None:
    """Outside of classes a class scope is a test's own, apart from its function's."""
    suite = Building()
    one = suite.fixture("one", CLASS)
    suite.module("test_one.py").test("test_a", one)
    loops = written(suite)
    found = loops.of_fixture(one, 0)
    assert found is not None
    assert found != loops.of_test(0)


def test_before_023_the_event_loop_fixture_makes_all_loops() -> None:
    """Up to 0.22 tests and fixtures are all on the loop of ``event_loop``."""
    suite = Building()
    override = suite.fixture("event_loop", SESSION, is_async=False)
    db = suite.fixture("db", SESSION, uses=[override])
    suite.module("test_one.py").test("test_a", db, override)
    loops = written(suite, runner=Runner(PYTEST_ASYNCIO, (0, 21, 1)))
    assert loops.of_fixture(db, 0) == loops.of_test(0)
    assert loops.of_test(0).scope is Scope.SESSION


def test_an_override_moves_tests_only_until_10() -> None:
    """From 0.23 on an override moves what has function scope, and since 1.0 nothing."""
    suite = Building()
    override = suite.fixture("event_loop", SESSION, is_async=False)
    suite.module("test_one.py").test("test_a", override)
    old = written(suite, runner=Runner(PYTEST_ASYNCIO, (0, 23, 8)))
    assert old.of_test(0).scope is Scope.SESSION
    assert written(suite).of_test(0).scope is Scope.FUNCTION
