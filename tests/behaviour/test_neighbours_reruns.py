"""pytest-rerunfailures: once more, on the loops where it belongs."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import Beside

HEAD = """
import asyncio
import pytest
from bound import Bound, note
"""
RERUN = "--reruns=2"
FAILS_ONCE = """
def fails_once(function):
    function.tries = getattr(function, "tries", 0) + 1
    assert function.tries == 2
"""


def test_reruns_start_afresh(beside: Beside) -> None:
    """A test that is run again gets a new loop and new fixtures of its own."""
    project = beside("rerunfailures")
    result = project.run(
        f"""{HEAD}{FAILS_ONCE}
@pytest.fixture(scope="session")
async def db():
    note("db")
    made = Bound()
    yield made
    await made.use()
    note("-db")

@pytest.fixture
async def own():
    note("own")
    made = Bound()
    yield made
    await made.use()
    note("-own")

async def test_own(own):
    await own.use()
    fails_once(test_own)

async def test_shared(db, own):
    await db.use()
    await own.use()
    fails_once(test_shared)
""",
        RERUN,
    )
    assert result.exit_code == 0, result.text
    assert "2 passed, 2 rerun" in result.text
    own = ["own", "-own"]
    assert project.notes == [*own, *own, "db", *own, *own, "-db"]


def test_reruns_keep_wider_fixtures(beside: Beside) -> None:
    """Fixtures of class and module live through a rerun, on the loop of theirs."""
    project = beside("rerunfailures")
    result = project.run(
        f"""{HEAD}{FAILS_ONCE}
@pytest.fixture(scope="module")
async def client():
    note("client")
    made = Bound()
    async with asyncio.timeout(60):
        yield made
    await made.use()
    note("-client")

@pytest.fixture(scope="class")
async def table(client):
    note("table")
    await client.use()
    made = Bound()
    async with asyncio.TaskGroup():
        yield made
    await made.use()
    await client.use()
    note("-table")

class TestIt:
    async def test_1(self, table):
        await table.use()
        fails_once(TestIt)

    async def test_2(self, table, client):
        await table.use()
        await client.use()

def test_sync(client):
    assert asyncio.get_event_loop() is client.loop
    fails_once(test_sync)

async def test_after(client):
    await client.use()
""",
        RERUN,
    )
    assert result.exit_code == 0, result.text
    assert "4 passed, 2 rerun" in result.text
    assert project.notes == ["client", "table", "-table", "-client"]


@pytest.mark.parametrize("scope", ["function", "class", "module", "session"])
def test_fixtures_that_fail_once(beside: Beside, scope: str) -> None:
    """An async fixture whose set-up failed is set up again, on the same loop."""
    project = beside("rerunfailures")
    result = project.run(
        f"""{HEAD}{FAILS_ONCE}
@pytest.fixture(scope="{scope}")
async def below():
    note("below")
    made = Bound()
    yield made
    await made.use()
    note("-below")

@pytest.fixture(scope="{scope}")
async def unsure(below):
    await below.use()
    fails_once(note)
    note("unsure")
    made = Bound()
    yield made
    await made.use()
    await below.use()
    note("-unsure")

class TestIt:
    async def test_it(self, unsure, below):
        await unsure.use()
        await below.use()
""",
        RERUN,
    )
    assert result.exit_code == 0, result.text
    assert "1 passed, 1 rerun" in result.text
    again = ["below", "-below"] if scope == "function" else []
    assert project.notes == [*again, "below", "unsure", "-unsure", "-below"]


def test_teardowns_that_fail_once(beside: Beside) -> None:
    """A test whose async teardown failed is run again, from its set-up on."""
    project = beside("rerunfailures")
    result = project.run(
        f"""{HEAD}{FAILS_ONCE}
@pytest.fixture
async def own():
    note("own")
    made = Bound()
    yield made
    await made.use()
    note("-own")
    fails_once(note)

async def test_it(own):
    await own.use()
""",
        RERUN,
    )
    assert result.exit_code == 0, result.text
    assert "1 rerun" in result.text
    assert project.notes == ["own", "-own"] * 2


def test_reruns_on_workers(beside: Beside) -> None:
    """With pytest-xdist beside, a worker runs the failed test again, as alone."""
    result = beside("xdist", "rerunfailures").run(
        f"""{HEAD}{FAILS_ONCE}
@pytest.fixture(scope="session")
async def db():
    made = Bound()
    yield made
    await made.use()

@pytest.mark.parametrize("number", range(4))
async def test_it(db, number):
    await db.use()
    if number == 3:
        fails_once(test_it)
""",
        RERUN,
        "-n2",
    )
    assert result.exit_code == 0, result.text
    assert "4 passed, 1 rerun" in result.text
