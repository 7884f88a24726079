"""Failures that look like those of loops: here nothing about loops may be said."""

from __future__ import annotations

from benchmarks.explained.row import Innocent
from benchmarks.explained.rows.remedies import ON_ITS_OWN

INNOCENTS = (
    Innocent(
        name="a connection used by two tasks at once",
        about="asyncpg says that another operation is in progress, and it is",
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
            "test_it.py": """
import asyncio


async def test_asks_twice(db):
    await asyncio.gather(db.fetch("SELECT pg_sleep(0.1)"), db.fetch("SELECT 1"))
""",
        },
        error="another operation is in progress",
    ),
    Innocent(
        name="a slow answer",
        about="a time limit of the test's own fires; all is on one loop",
        files={
            "conftest.py": """
import asyncio
import pytest


@pytest.fixture(scope="session")
async def answers():
    answers = asyncio.Queue()
    task = asyncio.create_task(asyncio.sleep(60))
    yield answers
    task.cancel()
""",
            "test_it.py": """
import asyncio


async def test_waits(answers):
    await asyncio.wait_for(answers.get(), 0.1)
""",
        },
        error="TimeoutError",
    ),
    Innocent(
        name="a lock held by the test's own task",
        about="a dead end that is the test's own",
        files={
            "test_it.py": """
import asyncio


async def test_waits():
    lock = asyncio.Lock()
    async with lock, asyncio.timeout(0.1):
        await lock.acquire()
""",
        },
        error="TimeoutError",
    ),
    Innocent(
        name="a slow server of the test's own",
        about="httpx says `ReadTimeout`; the server runs on the same loop",
        library="httpx",
        files={
            "test_it.py": """
import asyncio
import httpx


async def answer(reader, writer):
    await asyncio.sleep(1)
    writer.close()


async def test_asks():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        async with httpx.AsyncClient(timeout=0.1) as client:
            await client.get(f"http://127.0.0.1:{port}")
    finally:
        server.close()
""",
        },
        error="ReadTimeout",
        allowed="LW40[0-9]",
    ),
    Innocent(
        name="a server that stands still, and another that is asked",
        about="the session's server is not the one that is slow",
        files={
            "conftest.py": """
import asyncio
import pytest


async def answer(reader, writer):
    writer.close()


@pytest.fixture(scope="session")
async def port():
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]
""",
            "test_it.py": """
import asyncio


async def test_of_the_server(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    assert await reader.read() == b""
    writer.close()


async def test_of_its_own():
    await asyncio.wait_for(asyncio.Event().wait(), 0.1)
""",
        },
        error="TimeoutError",
    ),
    Innocent(
        name="a wrong number, beside a fixture of another loop",
        about="an assertion fails; the client of the session was not used",
        files={
            "conftest.py": """
import asyncio
import pytest


class Client:
    def __init__(self):
        self.loop, self.count = asyncio.get_running_loop(), 1


@pytest.fixture(scope="session")
async def client():
    return Client()
""",
            "test_it.py": f"""
import pytest


{ON_ITS_OWN}async def test_count(client):
    assert client.count == 2
""",
        },
        error="assert 1 == 2",
        # Of the mark, which the plan finds too narrow whatever the test does.
        allowed="LW101",
    ),
    Innocent(
        name="an error about loops that the test expects",
        about="`pytest.raises` around the very error; then another assertion fails",
        files={
            "test_it.py": """
import asyncio
import pytest


async def test_refuses():
    other = asyncio.new_event_loop()
    with pytest.raises(RuntimeError, match="attached to a different loop"):
        await other.create_future()
    other.close()
    with pytest.raises(RuntimeError, match="Event loop is closed"):
        other.call_soon(print)
    assert 1 == 2
""",
        },
        error="assert 1 == 2",
    ),
    Innocent(
        name="a sync test without a loop, as it expects",
        about="`no running event loop` is what the test wants to see",
        files={
            "test_it.py": """
import asyncio
import pytest


def test_needs_a_loop():
    with pytest.raises(RuntimeError, match="no running event loop"):
        asyncio.get_running_loop()
""",
        },
        error="1 passed",
    ),
    Innocent(
        name="an error with the same words",
        about="somebody's own error speaks of a closed loop",
        files={
            "test_it.py": """
class Broken(Exception):
    pass


async def test_breaks():
    raise Broken("the feedback loop: Event loop is closed")
""",
        },
        error="Event loop is closed",
    ),
    Innocent(
        name="a closed client, used again",
        about="httpx refuses a client that was closed",
        library="httpx",
        files={
            "test_it.py": """
import httpx


async def test_asks():
    client = httpx.AsyncClient()
    await client.aclose()
    await client.get("http://127.0.0.1:1")
""",
        },
        error="client has been closed",
    ),
    Innocent(
        name="a closed session, used again",
        about="aiohttp refuses a session that was closed",
        library="aiohttp",
        files={
            "test_it.py": """
import aiohttp


async def test_asks():
    async with aiohttp.ClientSession() as session:
        pass
    await session.get("http://127.0.0.1:1")
""",
        },
        error="Session is closed",
    ),
    Innocent(
        name="an error that was handled",
        about="a client of another loop is noticed and made anew; then a check fails",
        files={
            "app.py": """
import asyncio


class Cache:
    lock = None

    async def fill(self):
        self.lock = self.lock or asyncio.Lock()
        try:
            await asyncio.gather(self.add(), self.add())
        except RuntimeError:
            self.lock = asyncio.Lock()
            await asyncio.gather(self.add(), self.add())
        return 1

    async def add(self):
        async with self.lock:
            await asyncio.sleep(0)


cache = Cache()
asyncio.run(cache.fill())
""",
            "test_it.py": """
from app import cache


async def test_fills():
    assert await cache.fill() == 2
""",
        },
        error="assert 1 == 2",
    ),
    Innocent(
        name="a scope mismatch of sync fixtures",
        about="pytest's own message says all; nothing async takes part",
        files={
            "test_it.py": """
import pytest


@pytest.fixture
def settings():
    return {}


@pytest.fixture(scope="session")
def api(settings):
    return settings


def test_url(api):
    pass
""",
        },
        error="ScopeMismatch: You tried",
    ),
    Innocent(
        name="a forgotten await",
        about="the coroutine that has no items is the test's own",
        files={
            "test_it.py": """
import pytest


async def load():
    return {"name": "ann"}


@pytest.fixture
async def user():
    return {"name": "ann"}


async def test_name(user):
    assert load()["name"] == user["name"]
""",
        },
        error="coroutine' object is not subscriptable",
        allowed="LW403",
    ),
    Innocent(
        name="a log with the same words",
        about="a library logs them, and the test fails for another reason",
        files={
            "test_it.py": """
import logging


async def test_logs():
    try:
        raise RuntimeError("Event loop is closed")
    except RuntimeError:
        logging.getLogger("feeds").exception("attached to a different loop")
    assert 1 == 2
""",
        },
        error="assert 1 == 2",
    ),
)
