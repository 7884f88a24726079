"""What is left on a loop, and how it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextvars import copy_context
from typing import Any

import pytest

from loopwise.loops import leftovers
from loopwise.loops.host import Host
from loopwise.loops.leftovers import cancel_all, drain, is_clean


async def numbers() -> AsyncIterator[int]:
    """Yield twice."""
    yield 1
    yield 2


def test_new_loop_is_clean(host: Host) -> None:
    """A loop on which nothing was done has nothing left."""
    assert is_clean(host.loop)


def test_loop_is_clean_after_a_run(host: Host) -> None:
    """A run that leaves nothing behind leaves the loop clean."""
    host.run(asyncio.sleep(0), copy_context())
    assert is_clean(host.loop)


def test_task_callback_generator_and_executor_are_seen(host: Host) -> None:
    """Each kind of thing that may be left on a loop is noticed."""
    task = host.start(asyncio.sleep(60), copy_context())
    host.loop.run_until_complete(asyncio.sleep(0))
    assert not is_clean(host.loop)
    cancel_all(host.loop)
    assert task.cancelled()
    assert is_clean(host.loop)

    handle = host.loop.call_soon(lambda: None)
    assert not is_clean(host.loop)
    host.loop.run_until_complete(asyncio.sleep(0))
    assert is_clean(host.loop)
    assert not handle.cancelled()

    generator = numbers()

    async def begin() -> int:
        return await anext(generator)

    assert host.run(begin(), copy_context()) == 1
    assert not is_clean(host.loop)
    host.loop.run_until_complete(host.loop.shutdown_asyncgens())
    assert is_clean(host.loop)

    host.run(asyncio.to_thread(int), copy_context())
    assert not is_clean(host.loop)


def test_loop_of_another_kind_is_never_clean() -> None:
    """Of a loop that does not show what is left nothing is taken for granted."""
    uvloop = pytest.importorskip("uvloop")
    loop = uvloop.new_event_loop()
    assert not is_clean(loop)
    drain(loop)
    loop.close()


def test_closed_loop_is_drained_already(host: Host) -> None:
    """There is nothing to do on a closed loop."""
    host.loop.close()
    drain(host.loop)
    assert host.loop.is_closed()


def test_cleanup_may_start_further_tasks(host: Host) -> None:
    """Tasks that are started while others end are ended too."""
    started: list[asyncio.Task[None]] = []

    async def again(times: int) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            if times:
                started.append(asyncio.ensure_future(again(times - 1)))
                await asyncio.sleep(0)

    started.append(host.start(again(2), copy_context()))
    host.loop.run_until_complete(asyncio.sleep(0))
    drain(host.loop)
    assert len(started) == 3
    assert all(task.done() for task in started)


def test_task_that_needs_a_second_cancellation(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A task that swallows one cancellation is cancelled again."""
    monkeypatch.setattr(leftovers, "PATIENCE", (0.02, 0.02, 0.02))
    swallowed: list[int] = []

    async def swallow() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            swallowed.append(1)
        await asyncio.sleep(60)

    task = host.start(swallow(), copy_context())
    host.loop.run_until_complete(asyncio.sleep(0))
    drain(host.loop)
    assert swallowed == [1]
    assert task.cancelled()


def test_error_of_a_left_task_is_told(host: Host) -> None:
    """What a task raises while it is ended goes to the loop's exception handler."""
    told: list[dict[str, Any]] = []
    host.loop.set_exception_handler(lambda _, context: told.append(context))
    error = ValueError("in cleanup")

    async def fail() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            raise error

    task = host.start(fail(), copy_context())
    host.loop.run_until_complete(asyncio.sleep(0))
    drain(host.loop)
    assert told == [
        {
            "message": "unhandled exception in a task that was left behind",
            "exception": error,
            "task": task,
        }
    ]


def test_generators_are_closed_though_tasks_will_not_end(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stubborn task is reported after everything else was ended."""
    monkeypatch.setattr(leftovers, "PATIENCE", (0.02, 0.02, 0.02))
    closed: list[str] = []
    release: list[int] = []

    async def letters() -> AsyncIterator[str]:
        try:
            yield "a"
        finally:
            closed.append("generator")

    generator = letters()

    async def stubborn() -> None:
        await anext(generator)
        while not release:
            try:
                await asyncio.sleep(0.001)
            except asyncio.CancelledError:
                continue

    task = host.start(stubborn(), copy_context())
    host.loop.run_until_complete(asyncio.sleep(0.005))
    with pytest.raises(leftovers.TasksWillNotEnd, match="cancelled 3 times"):
        drain(host.loop)
    assert closed == ["generator"]
    release.append(1)
    host.wait(task, task)
