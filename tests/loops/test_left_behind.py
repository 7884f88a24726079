"""What is left on a loop."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from loopwise.loops.lean_loop import LeanLoop
from loopwise.loops.left_behind import (
    connections,
    failed,
    generators,
    has_others,
    jobs,
    pending,
    stop_of_generator,
)
from loopwise.loops.leftovers import drain


@pytest.fixture
def loop() -> Iterator[LeanLoop]:
    """Give a loop, on which everything is ended before it is closed."""
    loop = LeanLoop()
    yield loop
    drain(loop)
    loop.close()


def rounds(loop: LeanLoop, count: int = 3) -> None:
    """Let the loop run a few rounds."""
    for _ in range(count):
        loop.run_until_complete(asyncio.sleep(0))


async def work() -> None:
    """Wait for a long time."""
    await asyncio.sleep(60)


async def boom() -> None:
    """Fail."""
    raise ValueError


async def rows() -> AsyncIterator[int]:
    """Yield twice."""
    yield 1
    yield 2


def test_a_waiting_task_and_one_that_never_ran_are_left(loop: LeanLoop) -> None:
    """A task that waits is left, and so is one that has not begun."""
    waits = loop.create_task(work())
    rounds(loop)
    new = loop.create_task(work())
    assert set(pending(loop)) == {waits, new}


def test_what_is_about_to_end_is_not_left(loop: LeanLoop) -> None:
    """A task that was cancelled, or whose wait is over, needs only another round."""
    cancelled, event = loop.create_task(work()), asyncio.Event()
    woken = loop.create_task(event.wait())
    rounds(loop)
    assert set(pending(loop)) == {cancelled, woken}
    cancelled.cancel()
    event.set()
    assert pending(loop) == []


def test_of_tasks_that_wait_for_each_other_the_outermost_is_left(
    loop: LeanLoop,
) -> None:
    """A task that another awaits, alone or in a group, is part of that one."""

    async def outer() -> None:
        inner = asyncio.create_task(work())
        await asyncio.gather(inner, work())

    async def outermost() -> None:
        await task

    task = loop.create_task(outer())
    last = loop.create_task(outermost())
    rounds(loop)
    assert pending(loop) == [last]


def test_a_failed_task_is_known_until_somebody_looks(loop: LeanLoop) -> None:
    """A task that failed is found while it is held and nobody has asked for it."""
    task = loop.create_task(boom())
    rounds(loop)
    assert failed(loop) == [task]
    assert isinstance(task.exception(), ValueError)
    assert failed(loop) == []


def test_an_open_generator_is_found_with_its_line(loop: LeanLoop) -> None:
    """A suspended generator is left, with its `yield`; a finished one is not."""

    async def use() -> list[Any]:
        half, whole = rows(), rows()
        await anext(half)
        async for _ in whole:
            pass
        return [half, whole]

    assert not has_others(loop)
    half, _ = loop.run_until_complete(use())
    assert has_others(loop)
    assert generators(loop) == [half]
    assert stop_of_generator(half).line == rows.__code__.co_firstlineno + 2


def test_an_open_connection_is_named_by_its_peer(loop: LeanLoop) -> None:
    """A connection is left until it is closed."""
    here, there = socket.socketpair()
    with there:
        made = loop.create_connection(asyncio.Protocol, sock=here)
        transport: Any = loop.run_until_complete(made)[0]
        assert connections(loop) == ["a connection"]
        transport._extra["peername"] = ("127.0.0.1", 80)  # as one over TCP has it
        assert connections(loop) == ["a connection to 127.0.0.1:80"]
        transport.close()
        assert connections(loop) == []
        rounds(loop)


def test_a_job_in_the_executor_is_found_with_its_line(loop: LeanLoop) -> None:
    """A job that runs is told by the user's line; an idle thread is no job."""

    def job() -> None:
        time.sleep(0.3)

    loop.run_until_complete(loop.run_in_executor(None, int))
    assert jobs(loop) == []
    future = loop.run_in_executor(None, job)
    time.sleep(0.1)
    assert [stop.function for stop in jobs(loop)] == ["job"]
    loop.run_until_complete(future)
