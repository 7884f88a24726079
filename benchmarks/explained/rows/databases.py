"""Connections, pools and engines."""

from __future__ import annotations

from benchmarks.explained.row import Row
from benchmarks.explained.rows.remedies import (
    NARROWER,
    ON_ITS_OWN,
    awaited,
    in_a_fixture,
    unmarked,
)

_OTHER = "attached to a different loop"

_ENGINE = """
import os
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine(os.environ["ENGINE_URL"])


async def count():
    async with engine.connect() as connection:
        return (await connection.execute(text("SELECT 1"))).scalar()
"""


def _asks(argument: str, call: str, *, apart: bool = True) -> str:
    mark = ON_ITS_OWN if apart else ""
    return f"""
import pytest


{mark}async def test_asks({argument}):
    assert await {argument}.{call} == 1
"""


_FETCHES = "fetchval('SELECT 1')"

ROWS = (
    Row(
        name="asyncpg Connection, its loop open",
        about="a connection of a session fixture, used on the loop of one test",
        library="asyncpg",
        server="postgresql",
        files={
            "conftest.py": """
import os
import asyncpg
import pytest


@pytest.fixture(scope="session")
async def db():
    connection = await asyncpg.connect(os.environ["DATABASE_URL"])
    yield connection
    await connection.close()
""",
            "test_it.py": _asks("db", _FETCHES),
        },
        error=_OTHER,
        code=NARROWER,
        thing="Connection|`db`",
        owner="`db`",
        place=("conftest.py", "async def db"),
        remedies=(unmarked(),),
    ),
    Row(
        name="asyncpg Connection, its loop closed",
        about="a connection of a sync fixture that runs `asyncio.run`",
        library="asyncpg",
        server="postgresql",
        files={
            "conftest.py": """
import asyncio
import os
import asyncpg
import pytest


@pytest.fixture
def db():
    connection = asyncio.run(asyncpg.connect(os.environ["DATABASE_URL"]))
    yield connection
    connection.terminate()
""",
            "test_it.py": _asks("db", _FETCHES, apart=False),
        },
        error=_OTHER,
        thing="Connection",
        owner="`db`",
        place=("conftest.py", "def db"),
        remedies=(
            awaited(
                "async def|async fixture|await",
                "conftest.py",
                ("def db", "async def db"),
                ("asyncio.run(asyncpg", "await (asyncpg"),
                ("connection.terminate()", "await connection.close()"),
            ),
        ),
    ),
    Row(
        name="asyncpg Pool, its loop open",
        about="a pool of a session fixture, used on the loop of one test",
        library="asyncpg",
        server="postgresql",
        files={
            "conftest.py": """
import os
import asyncpg
import pytest


@pytest.fixture(scope="session")
async def pool():
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=1) as pool:
        yield pool
""",
            "test_it.py": _asks("pool", _FETCHES),
        },
        error="another operation is in progress",
        code=NARROWER,
        thing="Pool|`pool`",
        owner="`pool`",
        place=("conftest.py", "async def pool"),
        remedies=(unmarked(),),
    ),
    Row(
        name="asyncpg Pool of a module, its loop closed",
        about="a pool that a sync test opened with `asyncio.run`",
        library="asyncpg",
        server="postgresql",
        files={
            "app/__init__.py": "",
            "app/db.py": """
import os
import asyncpg

pool = None


async def fetch(query):
    global pool
    if pool is None:
        pool = await asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=1)
    return await pool.fetchval(query)
""",
            "test_it.py": """
import asyncio
from app.db import fetch


def test_first():
    assert asyncio.run(fetch("SELECT 1")) == 1


async def test_second():
    assert await fetch("SELECT 2") == 2
""",
        },
        error="another operation is in progress",
        thing="Pool",
        owner=r"app\.db\.pool",
        place=("app/db.py", "pool = None"),
        remedies=(
            awaited(
                "async def|await",
                "test_it.py",
                ("def test_first", "async def test_first"),
                ("asyncio.run(fetch", "await (fetch"),
            ),
        ),
    ),
    Row(
        name="SQLAlchemy engine on asyncpg, its loop closed",
        about="an engine of a module, first used at import with `asyncio.run`",
        library="sqlalchemy",
        server="postgresql",
        files={
            "app/__init__.py": "",
            "app/db.py": _ENGINE,
            "conftest.py": """
import asyncio
from app.db import count

asyncio.run(count())
""",
            "test_it.py": """
from app.db import count


async def test_counts():
    assert await count() == 1
""",
        },
        error=_OTHER,
        thing="AsyncEngine|engine",
        owner=r"app\.db\.engine",
        place=("app/db.py", "engine = "),
        remedies=(in_a_fixture("count()"),),
    ),
    Row(
        name="SQLAlchemy engine on asyncpg, its loop open",
        about="an engine of a module, used by a session fixture and by one test apart",
        library="sqlalchemy",
        server="postgresql",
        files={
            "app/__init__.py": "",
            "app/db.py": _ENGINE,
            "conftest.py": """
import pytest
from app import db


@pytest.fixture(scope="session", autouse=True)
async def tables():
    await db.count()
    yield
    await db.engine.dispose()
""",
            "test_it.py": f"""
import pytest
from app.db import count


{ON_ITS_OWN}async def test_counts():
    assert await count() == 1
""",
        },
        error=_OTHER,
        code=NARROWER,
        thing="AsyncEngine|engine",
        owner=r"app\.db\.engine|`engine`",
        place=("app/db.py", "engine = "),
        remedies=(unmarked(),),
    ),
    Row(
        name="SQLAlchemy engine, its loop in a thread",
        about="an engine behind an app that a sync `TestClient` ran first",
        library="sqlalchemy",
        imports=("asyncpg", "starlette", "httpx"),
        server="postgresql",
        files={
            "app/__init__.py": "",
            "app/db.py": _ENGINE,
            "app/main.py": """
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from app.db import count


async def counted(request):
    return JSONResponse(await count())


app = Starlette(routes=[Route("/", counted)])
""",
            "test_it.py": """
import httpx
from starlette.testclient import TestClient
from app.main import app


def test_first():
    assert TestClient(app).get("/").json() == 1


async def test_second():
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        assert (await client.get("/")).json() == 1
""",
        },
        error=_OTHER,
        thing="AsyncEngine|engine",
        owner=r"app\.db\.engine",
        place=("app/db.py", "engine = "),
        remedies=(
            awaited(
                "make test_first async, with an async client|ASGITransport",
                "test_it.py",
                (
                    'test_first():\n    assert TestClient(app).get("/").json() == 1',
                    "test_first():\n    await test_second()",
                ),
                ("def test_first", "async def test_first"),
            ),
        ),
    ),
    Row(
        name="SQLAlchemy session, its loop closed",
        about="rows are made by a sync fixture that runs a loop made by hand",
        library="sqlalchemy",
        server="postgresql",
        files={
            "app/__init__.py": "",
            "app/db.py": _ENGINE,
            "conftest.py": """
import asyncio
import pytest
from app import db


@pytest.fixture
def rows():
    loop = asyncio.new_event_loop()
    count = loop.run_until_complete(db.count())
    loop.close()
    return count
""",
            "test_it.py": """
from app.db import count


async def test_counts(rows):
    assert await count() == rows
""",
        },
        error=_OTHER,
        thing="AsyncEngine|engine",
        owner=r"app\.db\.engine",
        place=("app/db.py", "engine = "),
        remedies=(
            awaited(
                "async def|async fixture|get_event_loop|await",
                "conftest.py",
                ("def rows", "async def rows"),
                ("    loop = asyncio.new_event_loop()\n", ""),
                ("loop.run_until_complete(db.count())", "await db.count()"),
                ("    loop.close()\n", ""),
            ),
        ),
    ),
    Row(
        name="psycopg_pool, closed on another loop",
        about="a pool that a sync fixture opens and closes with `asyncio.run`",
        library="psycopg-pool",
        imports=("psycopg_pool",),
        server="postgresql",
        files={
            "conftest.py": """
import asyncio
import os
import pytest
from psycopg_pool import AsyncConnectionPool


@pytest.fixture(scope="session")
def pool():
    pool = AsyncConnectionPool(os.environ["DATABASE_URL"], min_size=1, open=False)
    asyncio.run(pool.open(wait=True))
    yield pool
    asyncio.run(pool.close())
""",
            "test_it.py": """
import asyncio


async def test_asks(pool):
    async with asyncio.timeout(2), pool.connection() as connection:
        cursor = await connection.execute("SELECT 1")
        assert await cursor.fetchone() == (1,)
""",
        },
        error="Event loop is closed",
        thing="AsyncConnectionPool",
        owner="`pool`",
        place=("conftest.py", "def pool"),
        remedies=(
            awaited(
                "async def|async fixture|await",
                "conftest.py",
                ("def pool", "async def pool"),
                ("asyncio.run(pool.open(wait=True))", "await pool.open(wait=True)"),
                ("asyncio.run(pool.close())", "await pool.close()"),
            ),
        ),
    ),
    Row(
        name="aiomysql Connection, its loop open",
        about="a connection of a session fixture, used on the loop of one test",
        library="aiomysql",
        server="mysql",
        stand_in="speaks MySQL's first bytes",
        files={
            "conftest.py": """
import os
import aiomysql
import pytest


@pytest.fixture(scope="session")
async def mysql():
    connection = await aiomysql.connect(
        host="127.0.0.1", port=int(os.environ["MYSQL_PORT"]), user="root", password=""
    )
    yield connection
    connection.close()
""",
            "test_it.py": f"""
import pytest


{ON_ITS_OWN}async def test_asks(mysql):
    async with mysql.cursor() as cursor:
        await cursor.execute("SELECT 1")
        assert await cursor.fetchone() == (1,)
""",
        },
        error=_OTHER,
        code=NARROWER,
        thing="Connection|`mysql`",
        owner="`mysql`",
        place=("conftest.py", "async def mysql"),
        remedies=(unmarked(),),
    ),
)
