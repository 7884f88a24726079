"""The error is there, but not where one looks for it."""

from __future__ import annotations

from benchmarks.explained.row import Row
from benchmarks.explained.rows.remedies import awaited, in_a_fixture

_BOUND = "is bound to a different event loop"
_CACHE = """
import asyncio


class Cache:
    def __init__(self):
        self.lock = asyncio.Lock()

    async def fill(self):
        await asyncio.gather(self.add(), self.add())

    async def add(self):
        async with self.lock:
            await asyncio.sleep(0)


cache = Cache()
"""
_FILLED = """
import asyncio
from cache import cache

asyncio.run(cache.fill())
"""


_REMEDY = in_a_fixture("cache.fill()")


def _with_cache(conftest: str, **files: str) -> dict[str, str]:
    named = {f"{name}.py": text for name, text in files.items()}
    return {"cache.py": _CACHE, "conftest.py": conftest, **named}


ROWS = (
    Row(
        name="raised from",
        about="an error of one's own, raised from that of asyncio",
        files=_with_cache(
            _FILLED,
            service="""
from cache import cache


class Unavailable(Exception):
    pass


async def refresh():
    try:
        await cache.fill()
    except Exception as error:
        raise Unavailable("no data") from error
""",
            test_it="""
from service import refresh


async def test_refreshes():
    await refresh()
""",
        ),
        error=_BOUND,
        thing="Lock|Cache",
        owner=r"cache\.cache",
        place=("cache.py", "cache = "),
        remedies=(_REMEDY,),
    ),
    Row(
        name="in an exception group",
        about="two tasks of a `TaskGroup` meet the lock of another loop",
        files=_with_cache(
            _FILLED,
            test_it="""
import asyncio
from cache import cache


async def test_fills():
    async with asyncio.TaskGroup() as group:
        group.create_task(cache.fill())
        group.create_task(cache.add())
""",
        ),
        error=_BOUND,
        thing="Lock|Cache",
        owner=r"cache\.cache",
        place=("cache.py", "cache = "),
        remedies=(_REMEDY,),
    ),
    Row(
        name="hidden by another error",
        about="the error is the `__context__` of a failing assertion",
        files=_with_cache(
            _FILLED,
            test_it="""
from cache import cache


async def test_fills():
    filled = False
    try:
        await cache.fill()
        filled = True
    except Exception:
        assert filled
""",
        ),
        error=_BOUND,
        thing="Lock|Cache",
        owner=r"cache\.cache",
        place=("cache.py", "cache = "),
        remedies=(_REMEDY,),
    ),
    Row(
        name="wrapped by SQLAlchemy",
        about="`pool_pre_ping` finds a connection of another loop",
        library="sqlalchemy",
        imports=("asyncpg",),
        server="postgresql",
        files={
            "app/__init__.py": "",
            "app/db.py": """
import os
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine(os.environ["ENGINE_URL"], pool_pre_ping=True)


async def count():
    async with engine.connect() as connection:
        return (await connection.execute(text("SELECT 1"))).scalar()
""",
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
        error="attached to a different loop",
        thing="AsyncEngine|engine",
        owner=r"app\.db\.engine",
        place=("app/db.py", "engine = "),
        remedies=(in_a_fixture("count()"),),
    ),
    Row(
        name="only logged, by asyncio",
        about="a task in the background fails, and nobody awaits it",
        files=_with_cache(
            _FILLED,
            test_it="""
import asyncio
from cache import cache


async def test_fills():
    filling = asyncio.create_task(cache.fill())
    await asyncio.sleep(0.05)
    del filling
    assert not cache.lock.locked()
""",
        ),
        error=_BOUND,
        code="LW103|LW402",
        thing="Lock|Cache",
        owner=r"cache\.cache",
        place=("cache.py", "cache = "),
        remedies=(_REMEDY,),
    ),
    Row(
        name="only logged, by aiohttp's server",
        about="a handler meets the lock of another loop; the client sees a 500",
        library="aiohttp",
        files=_with_cache(
            _FILLED,
            test_it="""
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from cache import cache


async def answer(request):
    await cache.fill()
    return web.Response(text="filled")


async def test_answers():
    app = web.Application()
    app.router.add_get("/", answer)
    async with TestServer(app) as server, ClientSession() as session:
        async with session.get(server.make_url("/")) as response:
            assert response.status == 200
""",
        ),
        error=_BOUND,
        thing="Lock|Cache",
        owner=r"cache\.cache",
        place=("cache.py", "cache = "),
        remedies=(_REMEDY,),
    ),
    Row(
        name="only logged, by SQLAlchemy's pool",
        about="an engine disposed of on another loop",
        library="sqlalchemy",
        imports=("asyncpg",),
        server="postgresql",
        files={
            "app/__init__.py": "",
            "app/db.py": """
import os
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine(os.environ["ENGINE_URL"])


async def count():
    async with engine.connect() as connection:
        return (await connection.execute(text("SELECT 1"))).scalar()
""",
            "conftest.py": """
import asyncio
import pytest
from app import db


@pytest.fixture(scope="session")
def database():
    asyncio.run(db.count())
    yield
    asyncio.run(db.engine.dispose())
""",
            "test_it.py": """
def test_starts(database):
    pass
""",
        },
        error="Exception (closing|terminating) connection",
        thing="AsyncEngine|engine",
        owner=r"app\.db\.engine",
        place=("app/db.py", "engine = "),
        remedies=(
            awaited(
                "async def|async fixture|await|asyncio.Runner",
                "conftest.py",
                ("def database", "async def database"),
                ("asyncio.run(db.count())", "await db.count()"),
                ("asyncio.run(db.engine.dispose())", "await db.engine.dispose()"),
            ),
        ),
    ),
    Row(
        name="in the set-up of a fixture",
        about="an async fixture meets the lock of another loop",
        files=_with_cache(
            _FILLED
            + """

import pytest


@pytest.fixture
async def data():
    await cache.fill()
    return 42
""",
            test_it="""
async def test_data(data):
    assert data == 42
""",
        ),
        error=_BOUND,
        thing="Lock|Cache",
        owner=r"cache\.cache",
        place=("cache.py", "cache = "),
        remedies=(_REMEDY,),
    ),
    Row(
        name="in the teardown of a fixture",
        about="an async fixture meets the lock of another loop when it ends",
        files=_with_cache(
            _FILLED
            + """

import pytest


@pytest.fixture
async def data():
    yield 42
    await cache.fill()
""",
            test_it="""
async def test_data(data):
    assert data == 42
""",
        ),
        error=_BOUND,
        thing="Lock|Cache",
        owner=r"cache\.cache",
        place=("cache.py", "cache = "),
        remedies=(_REMEDY,),
    ),
)
