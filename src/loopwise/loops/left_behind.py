"""What is left on a loop when a test or a fixture is over, before it is ended."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import sys
import threading
from asyncio import AbstractEventLoop, tasks
from collections.abc import Collection, Iterable, Iterator
from types import AsyncGeneratorType
from typing import Any

from loopwise.loops.closing import transports_of
from loopwise.loops.makers import MADE, TOLD, Made
from loopwise.loops.users_code import Stop, is_users, stop_of, users_stop

Task = asyncio.Task[Any]
PENDING, LOST = "pending", "lost"
"""What may be told of a task: one that was pending may fail as its loop closes."""


def made(task: object) -> Made | None:
    """Give what is known of the making of a task."""
    found = getattr(task, MADE, None)
    return None if found is None else Made._make(found)


def is_told(task: object, what: str) -> bool:
    """Whether somebody was told of this already: once is enough."""
    return what in getattr(task, TOLD, ())


def note_told(task: object, what: str) -> None:
    """Note that somebody is told of this."""
    with contextlib.suppress(AttributeError):  # a kind of its own, of the user's
        setattr(task, TOLD, (*getattr(task, TOLD, ()), what))


def pending(loop: AbstractEventLoop) -> list[Task]:
    """Give the tasks that were left: not those that are about to end by themselves.

    Of several that wait for each other only the outermost.
    """
    left = [task for task in asyncio.all_tasks(loop) if is_left(task)]
    inner = {id(one) for task in left for one in _awaited(task)}
    return [task for task in left if id(task) not in inner]


def is_left(task: Task) -> bool:
    """Whether a task waits for what has not happened, or has never run at all.

    One that was cancelled, or whose wait is over, only needs its loop to run on.
    """
    if task.done() or task.cancelling():
        return False
    waits_for = _waiter(task)
    if waits_for is None:
        coro = task.get_coro()
        return inspect.iscoroutine(coro) and (
            inspect.getcoroutinestate(coro) == inspect.CORO_CREATED
        )
    if waits_for.done():
        return False
    inner = list(_awaited(task))
    return not inner or any(map(is_left, inner))


def _waiter(task: Task) -> asyncio.Future[Any] | None:
    """Give what a task waits for. Private, the same in 3.11 to 3.14."""
    found = getattr(task, "_fut_waiter", None)
    return found if asyncio.isfuture(found) else None


def _awaited(task: Task) -> Iterator[Task]:
    """Give the tasks that a task waits for, alone or by ``asyncio.gather``."""
    waits_for = _waiter(task)
    for one in (waits_for, *getattr(waits_for, "_children", ())):
        if isinstance(one, asyncio.Task):
            yield one


def failed(loop: AbstractEventLoop) -> list[Task]:
    """Give the tasks that ended with an exception at which nobody has looked.

    asyncio tells of one when it is collected, which may be much later. The list of all
    tasks that are alive is private: there is one in 3.11, another in 3.12 and 3.13.
    """
    alive: Any = getattr(tasks, "_scheduled_tasks", None)
    if alive is None:
        alive = getattr(tasks, "_all_tasks", ())
    try:
        found = [task for task in list(alive) if _has_failed(task, loop)]
    except RuntimeError:  # other threads make tasks meanwhile
        return []
    if not found:
        return []
    # Who awaits one gets its exception when the loop runs on.
    awaited = {id(one) for task in asyncio.all_tasks(loop) for one in _awaited(task)}
    return [task for task in found if id(task) not in awaited]


def _has_failed(task: Task, loop: AbstractEventLoop) -> bool:
    # True as long as asyncio means to log it: C's and Python's tasks both have it.
    if not getattr(task, "_log_traceback", False) or task.get_loop() is not loop:
        return False
    # What ends a run comes out of the loop itself.
    error = getattr(task, "_exception", None)
    return not isinstance(error, (KeyboardInterrupt, SystemExit))


def has_others(loop: AbstractEventLoop) -> bool:
    """Whether anything but tasks may be left: quick, for a look after every test."""
    return bool(
        getattr(loop, "_asyncgens", None)
        or getattr(loop, "_transports", None)
        or getattr(loop, "_default_executor", None)
    )


def generators(loop: AbstractEventLoop) -> list[AsyncGeneratorType[Any, Any]]:
    """Give the user's async generators that are suspended on asyncio's own loops."""
    known: Collection[Any] = getattr(loop, "_asyncgens", ())
    if not known:
        return []
    return [
        one
        for one in known
        if getattr(one, "ag_frame", None) is not None
        and not one.ag_running
        and is_users(one.ag_code.co_filename)
    ]


def stop_of_generator(generator: Any) -> Stop:
    """Give the line at which an async generator is suspended."""
    return stop_of(generator.ag_frame)


def connections(loop: AbstractEventLoop) -> list[str]:
    """Name the peers of the connections that are open, where a loop shows them."""
    return [_peer(one) for one in transports_of(loop) if not one.is_closing()]


def _peer(transport: Any) -> str:
    address = transport.get_extra_info("peername")
    if isinstance(address, tuple) and len(address) >= 2:
        return f"a connection to {address[0]}:{address[1]}"
    return f"a connection to {address}" if address else "a connection"


def jobs(loop: AbstractEventLoop) -> list[Stop]:
    """Give the user's lines at which jobs in the default executor are now.

    The executor and its threads are private, the same in 3.11 to 3.14.
    """
    executor = getattr(loop, "_default_executor", None)
    threads: Iterable[threading.Thread] = getattr(executor, "_threads", ())
    if not threads:
        return []
    frames = sys._current_frames()
    stops = [users_stop(frames.get(thread.ident or 0)) for thread in list(threads)]
    return [stop for stop in stops if stop is not None]
