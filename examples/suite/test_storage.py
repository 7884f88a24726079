"""One parametrized fixture: the same tests over PostgreSQL and over SQLite."""

from collections.abc import AsyncIterator

import aiosqlite
import asyncpg
import pytest

from examples.suite.shop.storage import PostgresStorage, SqliteStorage, Storage


@pytest.fixture(scope="module", params=["postgres", "sqlite"])
async def storage(
    request: pytest.FixtureRequest,
    pool: asyncpg.Pool,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Storage]:
    """A place to keep values, once for each kind."""
    if request.param == "postgres":
        kept = PostgresStorage(pool)
        await kept.open()
        yield kept
    else:
        path = tmp_path_factory.mktemp("storage") / "kept.db"
        async with aiosqlite.connect(path) as connection:
            in_file = SqliteStorage(connection)
            await in_file.open()
            yield in_file


async def test_put_and_get(storage: Storage) -> None:
    """What was put is there."""
    await storage.put("colour", "blue")
    assert await storage.get("colour") == "blue"


async def test_put_twice(storage: Storage) -> None:
    """What was put later counts."""
    await storage.put("size", "small")
    await storage.put("size", "large")
    assert await storage.get("size") == "large"
