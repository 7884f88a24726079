"""What real suites do that leaves nothing behind, although it looks like it."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import Project

AWAITED_LATER = """
import asyncio
import pytest

async def test_one():
    loop = asyncio.get_running_loop()

    async def fail():
        raise RuntimeError("boom")

    def tell(task):
        told = {"message": "it failed", "exception": task.exception()}
        loop.call_exception_handler(told)

    task = asyncio.create_task(fail())
    task.add_done_callback(tell)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    with pytest.raises(RuntimeError):
        await task
"""
ABOUT_TO_BE_AWAITED = """
import asyncio
import socket

class Server:
    def __init__(self):
        self.socket = socket.socket(type=socket.SOCK_DGRAM)
        self.socket.setblocking(False)

    async def child(self):
        while True:
            try:
                self.socket.recv(10)
            except BlockingIOError:
                await asyncio.sleep(0)

    async def run(self):
        try:
            await asyncio.create_task(self.child())
        except OSError:
            pass

async def test_one():
    server = Server()
    running = asyncio.create_task(server.run())
    await asyncio.sleep(0.01)
    server.socket.close()
"""
ENDS_THE_RUN = """
import asyncio
import pytest

@pytest.fixture
async def loop():
    return asyncio.get_running_loop()

def test_one(loop):
    async def stop():
        raise SystemExit(0)

    task = loop.create_task(stop())
    with pytest.raises(SystemExit):
        loop.run_forever()
"""
GENERATORS = """
async def rows():
    for number in range(3):
        yield number

async def outer():
    async for number in rows():
        yield number

async def test_one():
    async for _ in outer():
        break
"""


@pytest.mark.parametrize(
    "suite",
    [AWAITED_LATER, ABOUT_TO_BE_AWAITED, ENDS_THE_RUN, GENERATORS],
    ids=["awaited later", "about to be awaited", "ends the run", "generators"],
)
def test_nothing_is_said(project: Project, suite: str) -> None:
    """What somebody gets after all, or asyncio will close, is not left behind."""
    result = project.passes(suite, 1, "-W", "default")
    assert "LW4" not in result.text
