"""What meets several loops under pytest-asyncio, and what does not."""

from __future__ import annotations

from loopwise.model.runner import PYTEST_ASYNCIO, Runner
from loopwise.model.settings import Minimum, Settings
from loopwise.plan.as_written import AsWritten
from loopwise.plan.parted import nearest, parted
from tests.plan.building import SESSION, Building


def names(suite: Building, settings: Settings | None = None) -> dict[str, list[int]]:
    """Give what is parted, with the tests that are strangers to it."""
    runner = Runner(PYTEST_ASYNCIO)
    written = AsWritten(suite.suite(), settings or Settings(), runner)
    bound = range(len(suite.members))
    return {
        suite.members[one.instance.member].name: one.strangers
        for one in parted(written, bound)
    }


def test_a_session_fixture_and_tests_on_their_own_loops() -> None:
    """Every test on its own loop is a stranger to a session fixture's value."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    module = suite.module("test_one.py")
    module.test("test_a", db)
    module.test("test_b", db)
    assert names(suite) == {"db": [0, 1]}


def test_one_loop_for_all_parts_nothing() -> None:
    """With both defaults set to the session's loop nothing is parted."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    suite.module("test_one.py").test("test_a", db)
    session = Minimum(SESSION, "x")
    settings = Settings(test_minimum=session, fixture_minimum=session)
    assert not names(suite, settings)


def test_a_resource_belongs_to_the_first_loop() -> None:
    """A module-level object that one test alone uses meets one loop only."""
    suite = Building()
    engine = suite.resource("engine")
    module = suite.module("test_one.py")
    module.test("test_a", engine)
    assert not names(suite)
    module.test("test_b", engine)
    assert names(suite) == {"engine": [1]}


def test_a_fixture_of_one_test_on_another_loop() -> None:
    """A fixture kept per test is parted where its loop is configured to be another."""
    suite = Building()
    connection = suite.fixture("connection")
    suite.module("test_one.py").test("test_a", connection)
    assert not names(suite)
    settings = Settings(fixture_minimum=Minimum(SESSION, "x"))
    assert names(suite, settings) == {"connection": [0]}


def test_sync_tests_await_nothing() -> None:
    """A sync test that uses the value runs on no loop, so is no stranger."""
    suite = Building()
    engine = suite.resource("engine")
    module = suite.module("test_one.py")
    module.test("test_a", engine)
    module.test("test_b", engine, is_async=False)
    assert not names(suite)


def test_the_nearest_stranger_is_told() -> None:
    """Of the strangers the one with the shortest way to the instance shows it best."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    user = suite.fixture("user", uses=[db], is_async=False)
    module = suite.module("test_one.py")
    module.test("test_a", user)
    module.test("test_b", db)
    written = AsWritten(suite.suite(), Settings(), Runner(PYTEST_ASYNCIO))
    found = {one.instance.member: one for one in parted(written, [db])}
    assert nearest(found[db], written) == 1
