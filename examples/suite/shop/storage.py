"""One way to keep values, two places to keep them in."""

from typing import Protocol

import aiosqlite
import asyncpg


class Storage(Protocol):
    """Keeps text under a key."""

    async def put(self, key: str, value: str) -> None:
        """Keep a value."""

    async def get(self, key: str) -> str | None:
        """The value, or None where there is none."""


class PostgresStorage:
    """Keeps values in PostgreSQL, through a pool."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def open(self) -> None:
        """Create the table."""
        await self._pool.execute(
            "CREATE TABLE IF NOT EXISTS kept (key text PRIMARY KEY, value text)"
        )

    async def put(self, key: str, value: str) -> None:
        """Keep a value."""
        await self._pool.execute(
            "INSERT INTO kept VALUES ($1, $2)"
            " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            key,
            value,
        )

    async def get(self, key: str) -> str | None:
        """The value, or None where there is none."""
        value: str | None = await self._pool.fetchval(
            "SELECT value FROM kept WHERE key = $1", key
        )
        return value


class SqliteStorage:
    """Keeps values in a SQLite file."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    async def open(self) -> None:
        """Create the table."""
        await self._connection.execute(
            "CREATE TABLE IF NOT EXISTS kept (key text PRIMARY KEY, value text)"
        )

    async def put(self, key: str, value: str) -> None:
        """Keep a value."""
        await self._connection.execute(
            "INSERT OR REPLACE INTO kept VALUES (?, ?)", (key, value)
        )

    async def get(self, key: str) -> str | None:
        """The value, or None where there is none."""
        cursor = await self._connection.execute(
            "SELECT value FROM kept WHERE key = ?", (key,)
        )
        row = await cursor.fetchone()
        return None if row is None else row[0]
