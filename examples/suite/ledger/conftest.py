"""The package's own connection."""

from collections.abc import AsyncIterator

import asyncpg
import pytest


@pytest.fixture(scope="package")
async def ledger(postgres_dsn: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection with a temporary table, for this package and those below."""
    connection = await asyncpg.connect(postgres_dsn)
    await connection.execute("CREATE TEMPORARY TABLE entry (cents integer NOT NULL)")
    yield connection
    await connection.close()


@pytest.fixture
async def booked(ledger: asyncpg.Connection) -> AsyncIterator[int]:
    """Two entries, and their sum."""
    await ledger.execute("INSERT INTO entry VALUES (1200), (-200)")
    yield 1000
    await ledger.execute("DELETE FROM entry")
