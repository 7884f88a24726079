"""Waits that never end: who should end them lives on a loop that does not run."""

from __future__ import annotations

from benchmarks.explained.row import Row
from benchmarks.explained.rows.remedies import (
    NARROWER,
    ON_ITS_OWN,
    awaited,
    unmarked,
)

_NEVER = f"{NARROWER}|LW502"

ROWS = (
    Row(
        name="a worker of a session fixture stands still",
        about="a test on its own loop waits for a queue that a background task empties",
        files={
            "jobs.py": """
import asyncio


class Jobs:
    def __init__(self):
        self.waiting, self.done = asyncio.Queue(), []

    async def work(self):
        while True:
            self.done.append(await self.waiting.get())
            self.waiting.task_done()

    async def finish(self, job):
        self.waiting.put_nowait(job)
        async with asyncio.timeout(1):
            while job not in self.done:
                await asyncio.sleep(0.01)
""",
            "conftest.py": """
import asyncio
import pytest
from jobs import Jobs


@pytest.fixture(scope="session")
async def jobs():
    jobs = Jobs()
    working = asyncio.create_task(jobs.work())
    yield jobs
    working.cancel()
""",
            "test_it.py": f"""
import pytest


{ON_ITS_OWN}async def test_works(jobs):
    await jobs.finish("a")
""",
        },
        error="TimeoutError",
        code=_NEVER,
        thing="Task|task|work|`jobs`",
        owner="`jobs`",
        place=("conftest.py", "async def jobs"),
        remedies=(unmarked(),),
    ),
    Row(
        name="an asyncio server of a session fixture stands still",
        about="a test on its own loop asks it, with a time limit of the client's",
        files={
            "conftest.py": """
import asyncio
import pytest


async def answer(reader, writer):
    writer.write(await reader.readline())
    writer.close()


@pytest.fixture(scope="session")
async def port():
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]
""",
            "test_it.py": f"""
import asyncio
import pytest


{ON_ITS_OWN}async def test_echoes(port):
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"x\\n")
    try:
        assert await asyncio.wait_for(reader.readline(), 1) == b"x\\n"
    finally:
        writer.close()
""",
        },
        error="TimeoutError",
        code=_NEVER,
        thing="Server|server|`port`",
        owner="`port`",
        place=("conftest.py", "async def port"),
        remedies=(unmarked(),),
    ),
    Row(
        name="an aiohttp server of a session fixture stands still",
        about="a test on its own loop asks it with httpx, and gets a `ReadTimeout`",
        library="aiohttp",
        imports=("httpx",),
        files={
            "conftest.py": """
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer


async def answer(request):
    return web.Response(text="here")


@pytest.fixture(scope="session")
async def url():
    app = web.Application()
    app.router.add_get("/", answer)
    async with TestServer(app) as server:
        yield str(server.make_url("/"))
""",
            "test_it.py": f"""
import httpx
import pytest


{ON_ITS_OWN}async def test_answers(url):
    async with httpx.AsyncClient(timeout=1) as client:
        assert (await client.get(url)).text == "here"
""",
        },
        error="ReadTimeout",
        code=_NEVER,
        thing="Server|server|`url`",
        owner="`url`",
        place=("conftest.py", "async def url"),
        remedies=(unmarked(),),
    ),
    Row(
        name="a lock held on a loop that stands still",
        about="a session fixture holds it, and a test on its own loop waits",
        files={
            "conftest.py": """
import asyncio
import pytest


class Gate:
    def __init__(self):
        self.lock = asyncio.Lock()

    async def hold(self):
        async with self.lock:
            await asyncio.sleep(0.05)


@pytest.fixture(scope="session")
async def gate():
    gate = Gate()
    holding = asyncio.create_task(gate.hold())
    await asyncio.sleep(0)
    yield gate
    holding.cancel()
""",
            "test_it.py": f"""
import asyncio
import pytest


{ON_ITS_OWN}async def test_passes(gate):
    async with asyncio.timeout(1), gate.lock:
        pass
""",
        },
        error="TimeoutError",
        code=_NEVER,
        thing="Lock|Gate",
        owner="`gate`",
        place=("conftest.py", "async def gate"),
        remedies=(unmarked(),),
    ),
    Row(
        name="an event that a closed loop would have set",
        about="it is set by a task of an `asyncio.run` that has ended",
        files={
            "service.py": """
import asyncio


class Service:
    def __init__(self):
        self.ready = asyncio.Event()

    async def start(self):
        self.starting = asyncio.create_task(self.load())

    async def load(self):
        await asyncio.sleep(0.02)
        self.ready.set()
""",
            "conftest.py": """
import asyncio
import pytest
from service import Service


@pytest.fixture
def service():
    service = Service()
    asyncio.run(service.start())
    return service
""",
            "test_it.py": """
import asyncio


async def test_ready(service):
    await asyncio.wait_for(service.ready.wait(), 1)
""",
        },
        error="TimeoutError",
        code="LW502",
        thing="Event|Task|task|load|Service",
        owner="`service`",
        place=("conftest.py", "def service"),
        remedies=(
            awaited(
                "async def|async fixture|await",
                "conftest.py",
                ("def service", "async def service"),
                ("asyncio.run(service.start())", "await service.start()"),
            ),
        ),
    ),
)
