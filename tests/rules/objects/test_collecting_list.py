from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.rules.objects.collecting_list import CollectingList
from tests.rules.asked import found, messages, repaired

KEPT = """
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("postgresql+asyncpg://")
connections = []

async def connection():
    if not connections:
        connections.append(await engine.connect())
    return connections[0]
"""


def test_lists_that_nobody_empties_are_found(tmp_path: Path) -> None:
    """A list that gets connections, and is only looked at otherwise, is found."""
    assert len(found(CollectingList, tmp_path, KEPT)) == 1
    named = KEPT.replace(
        "connections.append(await engine.connect())",
        "one = await engine.connect()\n        connections.append(one)",
    )
    assert len(found(CollectingList, tmp_path, named)) == 1


@pytest.mark.parametrize(
    "more",
    [
        "for one in connections: one.close()",
        "connections.clear()",
        "connections.pop()",
        "close_all(connections)",
        "del connections[:]",
        "connections = [1]",
    ],
)
def test_lists_that_are_emptied_are_not(more: str, tmp_path: Path) -> None:
    """A list that something may empty is let be."""
    assert found(CollectingList, tmp_path, f"{KEPT}\n{more}\n") == []


@pytest.mark.parametrize(
    "put", ["1", "engine.url", "unknown.connect()", "await engine.unknown()"]
)
def test_lists_of_other_things_are_not(put: str, tmp_path: Path) -> None:
    """A list that gets anything else is let be."""
    text = KEPT.replace("await engine.connect()", put)
    assert found(CollectingList, tmp_path, text) == []


def test_lists_of_functions_are_not(tmp_path: Path) -> None:
    """A list that one function has for itself is let be."""
    text = """
        import aiohttp

        async def test_it():
            sessions = []
            sessions.append(aiohttp.ClientSession())
    """
    assert found(CollectingList, tmp_path, text) == []


def test_a_fixture_empties_it(tmp_path: Path) -> None:
    """The repair closes what is in the list after each test, then the engine."""
    assert repaired(CollectingList, tmp_path, KEPT) == snapshot("""\

import pytest_asyncio
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("postgresql+asyncpg://")
connections = []


@pytest_asyncio.fixture(autouse=True)
async def close_connections():
    yield
    while connections:
        await connections.pop().close()
    await engine.dispose()


async def connection():
    if not connections:
        connections.append(await engine.connect())
    return connections[0]
""")


def test_the_message_depends_on_the_runner(tmp_path: Path) -> None:
    """The message gives the reason that holds for what runs the tests."""
    assert messages(found(CollectingList, tmp_path, KEPT)) == snapshot("""\
LW313 `connections` keeps each `AsyncConnection` that is put into it, and nobody
      closes them

  ▼   test_it.py:5  connections  made at import
  ╰─> test_it.py:9  connection   engine.connect

  Why: each belongs to the loop of the test that made it, and the next test has
       another loop.
  Fix: close what is in `connections` after each test
   or: make it in a fixture, and close it after the `yield`
 More: loopwise explain LW313\
""")
    findings = found(CollectingList, tmp_path, KEPT, runner="loopwise")
    assert "until the run ends" in findings[0].diagnostic.why


def test_fixtures_are_not_mixed_with_those_of_anyio(tmp_path: Path) -> None:
    """Where anyio runs the tests, a fixture of pytest-asyncio would not be theirs."""
    (finding,) = found(CollectingList, tmp_path, f"{KEPT}\npytestmark = mark.anyio\n")
    assert finding.repair is None
