"""What meets several loops under pytest-asyncio, and what does not."""

from __future__ import annotations

from loopwise.model.runner import PYTEST_ASYNCIO, Runner
from loopwise.model.settings import Minimum, Settings
from loopwise.plan.as_written import AsWritten
from loopwise.plan.parted import User, nearest, parted
from tests.plan.building import SESSION, Building


def names(suite: Building, settings: Settings | None = None) -> dict[str, list[int]]:
    """Give what is parted, with the tests whose users are strangers to it."""
    runner = Runner(PYTEST_ASYNCIO)
    written = AsWritten(suite.suite(), settings or Settings(), runner)
    every = range(len(suite.members))
    return {
        suite.members[one.instance.member].name: [user.test for user in one.strangers]
        for one in parted(written, every, every)
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


def test_only_what_is_passed_on_is_touched() -> None:
    """A test does not touch what its fixture only was set up with."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    tables = suite.fixture("tables", SESSION, uses=[db])
    suite.module("test_one.py").test("test_a", tables)
    written = AsWritten(suite.suite(), Settings(), Runner(PYTEST_ASYNCIO))
    assert parted(written, [db], []) == []
    found = parted(written, [db], [tables])
    assert [user.test for one in found for user in one.strangers] == [0]


def test_fixtures_are_strangers_too() -> None:
    """An async fixture on the test's loop is a stranger to what the session keeps."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    user = suite.fixture("user", uses=[db])
    suite.module("test_one.py").test("test_a", user, is_async=False)
    written = AsWritten(suite.suite(), Settings(), Runner(PYTEST_ASYNCIO))
    (found,) = parted(written, [db], [])
    assert found.strangers == [User(0, user)]


def test_a_test_among_the_strangers_is_told() -> None:
    """Of the strangers a test shows best what is wrong, before a fixture of another."""
    suite = Building()
    db = suite.fixture("db", SESSION)
    user = suite.fixture("user", uses=[db])
    module = suite.module("test_one.py")
    module.test("test_a", user, is_async=False)
    module.test("test_b", db)
    written = AsWritten(suite.suite(), Settings(), Runner(PYTEST_ASYNCIO))
    (found,) = parted(written, [db], [])
    assert nearest(found, written) == User(1)
