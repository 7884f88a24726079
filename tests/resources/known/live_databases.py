"""Objects of the rows about databases: how to make one, and how to use it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

TWO_LOOPS = "attached to a different loop"
BUSY = "another operation is in progress"


@dataclass(frozen=True, kw_only=True)
class Live:
    """One way to get an object of a row."""

    name: str
    row: str
    library: str
    server: str
    """The fixture that gives the address of one."""
    make: Callable[[str], Any]
    use: Callable[[Any], Awaitable[Any]]
    error: str = TWO_LOOPS
    """What it says on another loop, also once its own is closed."""

    def skip_without_library(self) -> None:
        """Skip the test where the library is not installed, or can't work."""
        pytest.importorskip(self.library, exc_type=ImportError)
        if self.library == "aioodbc":
            import pyodbc

            if "SQLite3" not in pyodbc.drivers():
                pytest.skip("no ODBC driver for SQLite")


async def fetch_value(connection: Any) -> None:
    """Use what has asyncpg's methods."""
    assert await connection.fetchval("SELECT 1") == 1


async def fetch_with_cursor(connection: Any) -> None:
    """Use what has a cursor, awaited or not."""
    cursor = connection.cursor()
    if hasattr(cursor, "__await__"):
        cursor = await cursor
    await cursor.execute("SELECT 1")
    assert tuple(await cursor.fetchone()) == (1,)
    with suppress(TypeError):  # psycopg2's, in aiopg, gives None
        await cursor.close()


async def fetch_from_pool(pool: Any) -> None:
    """Use a connection of a pool whose connections have cursors."""
    async with pool.acquire() as connection:
        await fetch_with_cursor(connection)


# ------------------------------------------------------------------------- PostgreSQL


async def asyncpg_connection(address: str) -> Any:
    import asyncpg

    return await asyncpg.connect(address)


async def asyncpg_pool(address: str) -> Any:
    import asyncpg

    return await asyncpg.create_pool(address, min_size=1, max_size=2)


async def asyncpg_proxy(address: str) -> Any:
    return await (await asyncpg_pool(address)).acquire()


async def psycopg_connection(address: str) -> Any:
    from psycopg import AsyncConnection

    return await AsyncConnection.connect(address)


async def aiopg_connection(address: str) -> Any:
    import aiopg

    return await aiopg.connect(address, enable_hstore=False)


async def aiopg_pool(address: str) -> Any:
    import aiopg

    return await aiopg.create_pool(address, minsize=1, enable_hstore=False)


# ------------------------------------------------------------------------------ MySQL


def on_mysql(library: str, maker: str) -> Callable[[str], Any]:
    """Make something of aiomysql or asyncmy, which take the same arguments."""

    async def make(port: str) -> Any:
        module = pytest.importorskip(library)
        return await getattr(module, maker)(
            host="127.0.0.1", port=int(port), user="root", password=""
        )

    return make


# ------------------------------------------------------------------------------ others


async def aiosqlite_connection(_: str) -> Any:
    import aiosqlite

    return await aiosqlite.connect(":memory:")


def on_odbc(maker: str) -> Callable[[str], Any]:
    """Make something of aioodbc, on SQLite."""

    async def make(_: str) -> Any:
        import aioodbc

        return await getattr(aioodbc, maker)(dsn="Driver=SQLite3;Database=:memory:")

    return make


async def ping(client: Any) -> None:
    """Use a client for MongoDB."""
    assert await client.admin.command("ping") == {"ok": 1.0}


def pymongo_client(port: str) -> Any:
    from pymongo import AsyncMongoClient

    return AsyncMongoClient("127.0.0.1", int(port), serverSelectionTimeoutMS=2000)


def motor_client(port: str) -> Any:
    from motor.motor_asyncio import AsyncIOMotorClient

    return AsyncIOMotorClient("127.0.0.1", int(port), serverSelectionTimeoutMS=2000)


def neo4j_driver(port: str) -> Any:
    from neo4j import AsyncGraphDatabase

    return AsyncGraphDatabase.driver(f"bolt://127.0.0.1:{port}", auth=("neo4j", ""))


async def query_neo4j(driver: Any) -> None:
    """Use a driver for Neo4j."""
    async with driver.session(database="neo4j") as session:
        result = await session.run("RETURN 1 AS one")
        assert (await result.single())["one"] == 1


def gel_client(library: str) -> Callable[[str], Any]:
    """Make a client of Gel, or of EdgeDB, as it was called."""

    def make(_: str) -> Any:
        return pytest.importorskip(library).create_async_client(
            host="127.0.0.1",
            port=1,
            database="nobody",
            user="nobody",
            tls_security="insecure",
            wait_until_available="0.1s",
        )

    return make


async def query_gel(client: Any) -> None:
    """Use a client of Gel, up to where there is no server."""
    with suppress(ConnectionError):
        try:
            await client.query("SELECT 1")
        except Exception as error:
            if type(error).__name__ != "ClientConnectionFailedTemporarilyError":
                raise


# --------------------------------------------------------------------- built on drivers


async def query_database(database: Any) -> None:
    """Use a `databases.Database`."""
    await database.connect()
    assert (await database.fetch_one("SELECT 1"))[0] == 1


def database_on_postgresql(address: str) -> Any:
    from databases import Database

    return Database(address, min_size=1, max_size=2)


def database_on_mysql(scheme: str) -> Callable[[str], Any]:
    def make(port: str) -> Any:
        from databases import Database

        return Database(f"{scheme}://root@127.0.0.1:{port}/any", min_size=1)

    return make


def database_on_sqlite(_: str) -> Any:
    from databases import Database

    return Database("sqlite:///:memory:")


async def query_tortoise(client: Any) -> None:
    """Use a client of Tortoise ORM, which Tortoise connects before the first query."""
    if not getattr(client, "_pool", None) and not client._connection:
        await client.create_connection(with_db=True)
    assert await client.execute_query_dict("SELECT 1 AS one") == [{"one": 1}]


def tortoise_client(driver: str, client_class: str) -> Callable[[str], Any]:
    def make(address: str) -> Any:
        module = pytest.importorskip(f"tortoise.backends.{driver}.client")
        return getattr(module, client_class)(
            user="postgres",
            password="",
            database="postgres",
            host=parse_qs(urlsplit(address).query)["host"][0],
            port=5432,
            connection_name="default",
            minsize=1,
        )

    return make


def tortoise_on_sqlite(_: str) -> Any:
    from tortoise.backends.sqlite.client import SqliteClient

    return SqliteClient(":memory:", connection_name="default")
