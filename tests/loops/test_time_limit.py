"""Time limits: what they let through, what they end, and what they find."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest

from loopwise.loops import clock as clocks
from loopwise.loops import time_limit
from loopwise.loops.clock import Clock
from loopwise.loops.host import Host
from loopwise.loops.leftovers import is_given_up
from loopwise.loops.time_limit import Found, TimeUp, wait

SHORT = 0.05
posix = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let paths be shown as they are here, and the signal be nobody's."""
    monkeypatch.chdir(Path(__file__).parents[2])
    yield
    clocks.go_on()


@pytest.fixture
def no_signals() -> Iterator[None]:
    """Let somebody else use the signal, as on Windows there is none."""
    if os.name == "nt":
        yield
        return
    before = signal.signal(signal.SIGALRM, lambda *_: None)
    yield
    signal.signal(signal.SIGALRM, before)


def run(
    host: Host,
    coro: Coroutine[Any, Any, Any],
    seconds: float = SHORT,
    tell: Callable[[Found], None] | None = None,
) -> Any:
    """Run something on a host, for so many seconds at most."""
    task = host.start(coro, copy_context())
    return wait(host, task, task, Clock(seconds, "the test"), tell)


def found_by(host: Host, coro: Coroutine[Any, Any, Any], tell: Any = None) -> Found:
    """Run something that does not finish in time, and give what was found."""
    with pytest.raises(TimeUp) as caught:
        run(host, coro, tell=tell)
    assert host.run(asyncio.sleep(0, "fine"), copy_context()) == "fine"
    return caught.value.found


def functions(found: Found) -> list[list[str]]:
    return [[stop.function for stop in way] for way in found.waiting]


async def forever() -> None:
    await asyncio.Event().wait()


def busy() -> None:
    time.sleep(0.6)


def test_result_in_time(host: Host) -> None:
    """What finishes in time gives its result, or raises its own exception."""
    assert run(host, asyncio.sleep(0.01, "done"), 10) == "done"

    async def fail() -> None:
        raise LookupError("own")

    with pytest.raises(LookupError, match="own"):
        run(host, fail(), 10)
    assert host.run(asyncio.sleep(0, "fine"), copy_context()) == "fine"


def test_waiting_task_is_ended(host: Host) -> None:
    """What still waits is cancelled, cleans up, and is found where it was."""
    seen: list[str] = []

    async def clean() -> None:
        try:
            await forever()
        finally:
            await asyncio.sleep(0.01)
            seen.append("cleaned up")

    found = found_by(host, clean())
    assert seen == ["cleaned up"]
    assert functions(found) == [["clean", "forever", "Event.wait"]]
    assert {type(one).__name__ for one in found.awaited} == {"Future", "Event"}
    assert found.blocked is None
    assert not found.runs_on
    assert (found.seconds, found.source) == (SHORT, "the test")


def test_error_is_no_timeout_error_of_the_users(host: Host) -> None:
    """Neither `except TimeoutError`, nor what swallows anything, hides the limit."""

    async def catch() -> str:
        try:
            await forever()
        except TimeoutError:
            return "wrong"
        except BaseException:  # noqa: BLE001  # the worst that a test can do
            return "swallowed"
        return "wrong"

    found_by(host, catch())


def test_timeout_of_the_users_is_theirs(host: Host) -> None:
    """A shorter timeout of the user's own ends as ever."""

    async def own() -> str:
        try:
            async with asyncio.timeout(0.01):
                await forever()
        except TimeoutError:
            return "theirs"
        return "wrong"

    assert run(host, own(), 10) == "theirs"


def test_task_that_will_not_end_is_left(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ignores every cancellation is left running, and said to be."""
    monkeypatch.setattr(time_limit, "PATIENCE", (0.02, 0.02, 0.02))
    stop = asyncio.Event()
    tasks: list[asyncio.Task[Any] | None] = []

    async def stubborn() -> None:
        tasks.append(asyncio.current_task())
        while not stop.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(60)

    found = found_by(host, stubborn())
    assert found.runs_on
    (task,) = tasks
    assert task is not None
    assert is_given_up(task)
    stop.set()
    task.cancel()
    host.run(asyncio.wait([task]), copy_context())


@posix
def test_blocking_code_is_ended(host: Host) -> None:
    """Code that does not await is ended where it is, and its cleanup runs."""
    seen: list[str] = []

    async def block() -> None:
        await asyncio.sleep(0)
        try:
            busy()
            seen.append("went on")
        finally:
            seen.append("cleaned up")

    before = time.monotonic()
    found = found_by(host, block())
    assert time.monotonic() - before < 0.5
    assert seen == ["cleaned up"]
    assert found.blocked is not None
    assert [stop.function for stop in found.blocked][-2:] == ["block", "busy"]


@posix
def test_another_task_that_blocks_is_ended(host: Host) -> None:
    """Where another task blocks the loop, that one is ended, and then the waiting."""

    async def block() -> None:
        busy()
        busy()

    async def wait_beside() -> None:
        task = asyncio.create_task(block())
        try:
            await forever()
        finally:
            assert task.cancelled()

    found = found_by(host, wait_beside())
    assert functions(found) == [["wait_beside", "forever", "Event.wait"]]
    assert found.blocked is not None
    assert found.blocked[-1].function == "busy"


@posix
def test_cleanup_that_blocks_is_ended(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Code that blocks when it was cancelled is ended, too, if it takes too long."""
    monkeypatch.setattr(time_limit, "PATIENCE", (0.1, 0.1, 0.1))

    async def clean() -> None:
        try:
            await forever()
        finally:
            time.sleep(60)  # noqa: ASYNC251  # the fault to be found

    found = found_by(host, clean())
    assert found.blocked is not None
    assert found.blocked[-1].function.endswith("clean")


def test_callback_that_blocks_is_told(host: Host) -> None:
    """The loop's own code is not interrupted: what blocks it there is told, once."""
    told: list[Found] = []

    async def block() -> None:
        asyncio.get_running_loop().call_soon(busy)
        await forever()

    found = found_by(host, block(), told.append)
    assert told == [found]
    assert found.blocked is not None
    assert [stop.function for stop in found.blocked] == ["busy"]


def test_thread_tells_what_no_signal_can_end(host: Host, no_signals: None) -> None:
    """Without signals a thread tells what blocks the loop, and then the task ends."""
    told: list[tuple[Found, int]] = []

    async def block() -> None:
        busy()

    found = found_by(
        host, block(), lambda found: told.append((found, threading.get_ident()))
    )
    ((what, thread),) = told
    assert what is found
    assert thread != threading.get_ident()
    assert found.blocked is not None
    assert [stop.function for stop in found.blocked] == ["block", "busy"]


def test_thread_is_silent_where_the_loop_runs(host: Host, no_signals: None) -> None:
    """Without signals a task that waits is ended as ever, and nothing is told."""
    told: list[Found] = []
    found = found_by(host, forever(), told.append)
    assert not told
    assert found.blocked is None


def test_time_stands_still(host: Host) -> None:
    """While somebody debugs nothing is ended, whether the loop runs or not."""

    async def debug() -> str:
        clocks.stop()
        await asyncio.sleep(2 * SHORT)
        time.sleep(0.3)  # noqa: ASYNC251  # as a debugger's prompt does
        clocks.go_on()
        return "done"

    assert run(host, debug()) == "done"


def test_debugger_that_is_attached_stops_nothing(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a debugger is attached nobody is ended."""
    monkeypatch.setattr(time_limit, "is_debugging", lambda: True)
    assert run(host, asyncio.sleep(4 * SHORT, "done")) == "done"


def test_time_that_is_over_before(host: Host) -> None:
    """What begins when the time is up ends at its first wait, or is quick enough."""
    clock = Clock(SHORT, "the test")

    async def take_it_all() -> None:
        time.sleep(SHORT + 0.01)  # noqa: ASYNC251  # not long enough to be ended

    async def quick() -> None: ...

    for coro in (take_it_all(), quick()):
        task = host.start(coro, copy_context())
        wait(host, task, task, clock)
    task = host.start(forever(), copy_context())
    with pytest.raises(TimeUp) as caught:
        wait(host, task, task, clock)
    assert caught.value.found.gone >= SHORT
    assert clock.left == SHORT  # for what is to be torn down


def test_inner_wait_ends_first(host: Host) -> None:
    """Where a wait is inside another, the inner one ends, and the outer by it."""
    clock = Clock(SHORT, "the test")
    ends: list[str] = []

    async def inner() -> None:
        try:
            await forever()
        finally:
            ends.append("inner")

    async def outer() -> None:
        task = host.start(inner(), copy_context())
        try:
            wait(host, task, task, clock)
        finally:
            ends.append("outer")

    task = host.start(outer(), copy_context())
    with pytest.raises(TimeUp) as caught:
        wait(host, task, task, clock)
    assert ends == ["inner", "outer"]
    assert functions(caught.value.found) == [["inner", "forever", "Event.wait"]]


def test_inner_task_that_will_not_end_is_left(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An inner wait for a task that ignores everything ends, on a loop that runs."""
    monkeypatch.setattr(time_limit, "PATIENCE", (0.02, 0.02, 0.02))
    clock = Clock(SHORT, "the test")
    stop = asyncio.Event()
    tasks: list[asyncio.Task[None]] = []

    async def stubborn() -> None:
        while not stop.is_set():
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(60)

    async def outer() -> None:
        tasks.append(host.start(stubborn(), copy_context()))
        wait(host, tasks[0], tasks[0], clock)

    task = host.start(outer(), copy_context())
    with pytest.raises(TimeUp) as caught:
        wait(host, task, task, clock)
    assert caught.value.found.runs_on
    stop.set()
    tasks[0].cancel()
    host.run(asyncio.wait(tasks), copy_context())


@posix
def test_interrupt_goes_before_the_limit(host: Host) -> None:
    """Ctrl-C in what the limit has cancelled is raised as such."""

    async def interrupted() -> None:
        try:
            await forever()
        finally:
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.sleep(1)

    clock = Clock(SHORT, "the test")
    task = host.start(interrupted(), copy_context())
    with pytest.raises(KeyboardInterrupt):
        wait(host, task, task, clock)
    assert clock.left == SHORT


def test_clock_is_free_for_the_next(host: Host) -> None:
    """After a wait the clock counts for nobody, however that ended."""
    clock = Clock(10, "the test")
    task = host.start(asyncio.sleep(0), copy_context())
    wait(host, task, task, clock)
    assert clock.watch is None
