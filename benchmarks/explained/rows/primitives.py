"""Locks, queues, events, futures and tasks of asyncio itself."""

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
_BOUND = "is bound to a different event loop"

_LIMITER = """
import asyncio


class Limiter:
    def __init__(self):
        self.lock = asyncio.Lock()

    async def call(self, count):
        await asyncio.gather(*(self._one() for _ in range(count)))

    async def _one(self):
        async with self.lock:
            await asyncio.sleep(0)
"""
_JOBS = """
import asyncio

jobs = asyncio.Queue()


async def work(name):
    asyncio.get_running_loop().call_later(0.01, jobs.put_nowait, name)
    return await jobs.get()
"""
_READY = """
import asyncio

ready = asyncio.Event()


async def start():
    asyncio.get_running_loop().call_later(0.01, ready.set)
    await ready.wait()
    ready.clear()
"""

ROWS = (
    Row(
        name="Lock, its loop open",
        about="a lock of a session fixture, contended on the loop of one test",
        files={
            "limiter.py": _LIMITER,
            "conftest.py": """
import pytest
from limiter import Limiter


@pytest.fixture(scope="session")
async def limiter():
    limiter = Limiter()
    await limiter.call(2)
    return limiter
""",
            "test_it.py": f"""
import pytest


{ON_ITS_OWN}async def test_calls(limiter):
    await limiter.call(3)
""",
        },
        error=_BOUND,
        code=NARROWER,
        thing="Lock|Limiter",
        owner="`limiter`",
        place=("conftest.py", "async def limiter"),
        remedies=(unmarked(),),
    ),
    Row(
        name="Queue, its loop closed",
        about="a queue of a module, first used by a sync test with `asyncio.run`",
        files={
            "jobs.py": _JOBS,
            "test_it.py": """
import asyncio
from jobs import work


def test_first():
    assert asyncio.run(work("a")) == "a"


async def test_second():
    assert await work("b") == "b"
""",
        },
        error=_BOUND,
        thing="Queue",
        owner=r"jobs\.jobs",
        place=("jobs.py", "jobs = "),
        remedies=(
            awaited(
                "async def|await",
                "test_it.py",
                ("def test_first():", "async def test_first():"),
                ('asyncio.run(work("a"))', 'await work("a")'),
            ),
        ),
    ),
    Row(
        name="Queue, somebody waiting on a closed loop",
        about="its worker was started on a loop made by hand, which is closed",
        files={
            "mail.py": """
import asyncio


class Outbox:
    def __init__(self):
        self.letters, self.sent = asyncio.Queue(), []

    async def open(self):
        self.sending = asyncio.create_task(self.send())
        await asyncio.sleep(0)

    async def send(self):
        while True:
            self.sent.append(await self.letters.get())
            self.letters.task_done()
""",
            "conftest.py": """
import asyncio
import pytest
from mail import Outbox


@pytest.fixture
def outbox():
    outbox = Outbox()
    loop = asyncio.new_event_loop()
    loop.run_until_complete(outbox.open())
    loop.close()
    return outbox
""",
            "test_it.py": """
import asyncio


async def test_sends(outbox):
    outbox.letters.put_nowait("dear")
    async with asyncio.timeout(1):
        await outbox.letters.join()
    assert outbox.sent == ["dear"]
""",
        },
        error="Event loop is closed",
        thing="Queue|Task|Future|Outbox",
        owner="`outbox`",
        place=("conftest.py", "def outbox"),
        remedies=(
            awaited(
                "async def|async fixture|await",
                "conftest.py",
                ("def outbox", "async def outbox"),
                ("    loop = asyncio.new_event_loop()\n", ""),
                ("loop.run_until_complete(outbox.open())", "await outbox.open()"),
                ("    loop.close()\n", ""),
            ),
        ),
    ),
    Row(
        name="Event, its loop closed",
        about="an event of a module, waited for at import with `asyncio.run`",
        files={
            "ready.py": _READY,
            "conftest.py": """
import asyncio
from ready import start

asyncio.run(start())
""",
            "test_it.py": """
from ready import start


async def test_starts():
    await start()
""",
        },
        error=_BOUND,
        thing="Event",
        owner=r"ready\.ready",
        place=("ready.py", "ready = "),
        remedies=(in_a_fixture("start()"),),
    ),
    Row(
        name="Future, its loop open",
        about="a future of a session fixture, awaited on the loop of one test",
        files={
            "conftest.py": """
import asyncio
import pytest


@pytest.fixture(scope="session")
async def answer():
    loop = asyncio.get_running_loop()
    answer = loop.create_future()
    loop.call_later(0.01, answer.set_result, 42)
    return answer
""",
            "test_it.py": f"""
import pytest


{ON_ITS_OWN}async def test_answer(answer):
    assert await answer == 42
""",
        },
        error=_OTHER,
        code=NARROWER,
        thing="Future|`answer`",
        owner="`answer`",
        place=("conftest.py", "async def answer"),
        remedies=(unmarked(),),
    ),
    Row(
        name="Task, its loop open",
        about="a task of a session fixture, awaited on the loop of one test",
        files={
            "conftest.py": """
import asyncio
import pytest


async def serve():
    await asyncio.sleep(0.05)
    return "served"


@pytest.fixture(scope="session")
async def server():
    return asyncio.create_task(serve())
""",
            "test_it.py": f"""
import pytest


{ON_ITS_OWN}async def test_serves(server):
    assert await server == "served"
""",
        },
        error=_OTHER,
        code=NARROWER,
        thing="Task|`server`",
        owner="`server`",
        place=("conftest.py", "async def server"),
        remedies=(unmarked(),),
    ),
    Row(
        name="Future, its loop closed",
        about="a future of a sync fixture that makes a loop by hand and closes it",
        files={
            "conftest.py": """
import asyncio
import pytest


@pytest.fixture
def answer():
    loop = asyncio.new_event_loop()
    answer = loop.create_future()
    loop.close()
    return answer
""",
            "test_it.py": """
import asyncio


async def test_answer(answer):
    async with asyncio.timeout(1):
        asyncio.get_running_loop().call_soon(answer.set_result, 42)
        assert await answer == 42
""",
        },
        error=_OTHER,
        thing="Future",
        owner="`answer`",
        place=("conftest.py", "def answer"),
        remedies=(
            awaited(
                "async def|running loop|get_running_loop",
                "conftest.py",
                ("def answer", "async def answer"),
                ("asyncio.new_event_loop()", "asyncio.get_running_loop()"),
                ("    loop.close()\n", ""),
            ),
        ),
    ),
)
