"""SQLite through aiosqlite: one file per module, clean for every test."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiofiles
import aiosqlite
import pytest


@pytest.fixture(scope="module")
async def database(
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[aiosqlite.Connection]:
    """One connection for the tests of this module."""
    path = tmp_path_factory.mktemp("sqlite") / "notes.db"
    async with aiosqlite.connect(path) as connection:
        await connection.execute("CREATE TABLE note (text TEXT NOT NULL)")
        yield connection


@pytest.fixture(autouse=True)
async def clean_database(database: aiosqlite.Connection) -> None:
    """Every test of this module finds the table empty, without asking for it."""
    await database.execute("DELETE FROM note")


@pytest.fixture
async def list_on_disk(tmp_path: Path) -> AsyncIterator[Path]:
    """A file that is written before the test and removed after it."""
    path = tmp_path / "list.txt"
    async with aiofiles.open(path, "w") as file:
        await file.write("tea\nmilk\n")
    yield path
    await asyncio.to_thread(path.unlink)


async def _notes(database: aiosqlite.Connection) -> list[str]:
    cursor = await database.execute("SELECT text FROM note ORDER BY text")
    return [row[0] for row in await cursor.fetchall()]


async def test_one_note(database: aiosqlite.Connection) -> None:
    """A note is there once it is written."""
    await database.execute("INSERT INTO note VALUES ('buy tea')")
    assert await _notes(database) == ["buy tea"]


async def test_other_note(database: aiosqlite.Connection) -> None:
    """The note of another test is not."""
    await database.execute("INSERT INTO note VALUES ('buy milk')")
    assert await _notes(database) == ["buy milk"]


async def test_notes_from_a_file(
    database: aiosqlite.Connection, list_on_disk: Path
) -> None:
    """What a file holds ends up in the database."""
    async with aiofiles.open(list_on_disk) as file:
        notes = [(line.strip(),) async for line in file]
    await database.executemany("INSERT INTO note VALUES (?)", notes)
    assert await _notes(database) == ["milk", "tea"]
