"""Loops that stand still, and what waits there."""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Iterator

import pytest

from loopwise.provenance.frozen import frozen, servers, waker_of


@pytest.fixture
def loop() -> Iterator[AbstractEventLoop]:
    """Open a loop, and close it when its tasks are gone."""
    opened = asyncio.new_event_loop()
    yield opened
    for task in asyncio.all_tasks(opened):
        task.cancel()
    opened.run_until_complete(asyncio.sleep(0))
    opened.close()


class Jobs:
    """Has a queue, and code that waits for it."""

    def __init__(self) -> None:
        self.queue: asyncio.Queue[int] = asyncio.Queue()

    async def work(self) -> None:
        """Wait for ever."""
        await self.queue.get()


def plain(file: str) -> str:
    """Leave a path as it is."""
    return file


def test_frozen_loops_do_not_run(loop: AbstractEventLoop) -> None:
    """A loop that runs, or that was waited on, does not stand still."""
    assert frozen([loop], None) == [loop]
    assert frozen([loop], loop) == []

    async def look() -> list[AbstractEventLoop]:
        return frozen([asyncio.get_running_loop(), loop], None)

    assert asyncio.run(look()) == [loop]


def test_task_that_uses_an_object_is_its_waker(loop: AbstractEventLoop) -> None:
    """A pending task whose code leads to an object is given, with its place."""
    jobs, other = Jobs(), asyncio.Queue[int]()
    task = loop.create_task(jobs.work())
    loop.run_until_complete(asyncio.sleep(0))
    found = waker_of([other, jobs.queue], [loop], plain)
    assert found is not None
    assert found.task is task
    assert found.thing is jobs.queue
    assert found.loop is loop
    assert found.step.name == "Jobs.work"
    assert found.step.place.line == Jobs.work.__code__.co_firstlineno
    assert waker_of([other], [loop], plain) is None


def test_task_that_is_done_wakes_nobody(loop: AbstractEventLoop) -> None:
    """A task that has ended is no waker."""
    jobs = Jobs()
    jobs.queue.put_nowait(1)
    task = loop.create_task(jobs.work())
    loop.run_until_complete(task)
    assert waker_of([jobs.queue], [loop], plain) is None


def test_servers_of_a_loop(loop: AbstractEventLoop) -> None:
    """A server on a loop is known by its address; a mere connection is not one."""

    def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        del reader
        writer.close()

    server = loop.run_until_complete(asyncio.start_server(answer, "127.0.0.1", 0))
    port = server.sockets[0].getsockname()[1]
    _, writer = loop.run_until_complete(asyncio.open_connection("127.0.0.1", port))
    (found,) = servers([loop])
    assert found.loop is loop
    assert found.port == port
    assert found.address == f"127.0.0.1:{port}"
    writer.close()
    server.close()
    loop.run_until_complete(server.wait_closed())
    assert list(servers([loop])) == []


def test_loops_that_show_nothing(loop: AbstractEventLoop) -> None:
    """Loops without a selector that one can see have no servers that are known."""
    uvloop = pytest.importorskip("uvloop")
    other = uvloop.new_event_loop()
    assert list(servers([loop, other])) == []
    other.close()
    assert list(servers([other])) == []
