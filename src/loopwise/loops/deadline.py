"""Time limits that say where the time went."""

from __future__ import annotations

import asyncio
import inspect
import math
import numbers
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

from loopwise.loops.awaitables import LAMBDA, awaitable_of, name_of
from loopwise.loops.leftovers import PATIENCE
from loopwise.loops.waiting import describe, stops_of

T = TypeVar("T")

MOST_PLACES = 3
"""How many places are told, where several tasks are waited for."""


class DidNotFinish(TimeoutError):
    """Something took longer than it was given.

    The text names it, the seconds that it had, and the line at which it waited.
    """


async def run_with_timeout(
    awaitable: Awaitable[T] | Callable[[], Awaitable[T]],
    timeout: float | None = 5.0,  # noqa: ASYNC109  # the limit is what it is for
) -> T:
    """Await something, for so many seconds at most, and give its result.

    What took too long is cancelled, and has ended before the error is raised. The
    same happens when the caller is cancelled. What it does to context variables is
    seen as after ``asyncio.wait_for``.

    Args:
        awaitable: A coroutine, a task or anything else that can be awaited; or a
            function that is called without arguments and returns one.
        timeout: The limit in seconds; ``None`` sets none. With 0 it may do whatever
            needs no waiting.

    Raises:
        DidNotFinish: the time is up, whatever came of the cancellation. A
            ``TimeoutError`` whose text tells where it waited. An exception that it
            ended with is the cause. If it ignores its cancellation for 6 seconds,
            it is left running, and the text says so.
        TypeError: ``awaitable`` cannot be awaited, or ``timeout`` is no number.
        ValueError: ``timeout`` is negative, or not a number of seconds.
        RuntimeError: ``awaitable`` is a task or future of another event loop.
    """
    __tracebackhide__ = True
    try:
        seconds = _seconds(timeout)
    except (TypeError, ValueError):
        if inspect.iscoroutine(awaitable):
            awaitable.close()  # else it would warn, too, that it was never awaited
        raise
    made = awaitable_of(awaitable)
    name = name_of(awaitable)
    if name == LAMBDA:
        name = name_of(made)
    task = _task(made, name)
    try:
        await asyncio.wait((task,), timeout=seconds)
    except asyncio.CancelledError as cancelled:
        if not await _end(task):
            cancelled.add_note(f"{name} ignored its cancellation, and runs on.")
        if isinstance(error := _error(task), Exception):
            raise error  # noqa: B904  # as if it had been awaited here itself
        raise
    if task.done():
        return task.result()
    text = f"{name} did not finish within {seconds:g} s; {_where(task)}"
    if not await _end(task):
        text += "\nIt ignored its cancellation, and runs on."
    raise DidNotFinish(text) from _error(task)


def _seconds(timeout: Any) -> float | None:
    if timeout is None:
        return None
    if isinstance(timeout, bool) or not isinstance(timeout, numbers.Real):
        hint = ""
        if isinstance(timeout, timedelta):
            hint = "; pass its `total_seconds()`"
        raise TypeError(
            f"timeout is a number of seconds or None, not {timeout!r}{hint}"
        )
    seconds = float(timeout)
    if math.isnan(seconds) or seconds < 0:
        raise ValueError(f"timeout is 0 seconds or more, not {timeout!r}")
    return None if math.isinf(seconds) else seconds


def _task(made: Awaitable[T], name: str) -> asyncio.Future[T]:
    loop = asyncio.get_running_loop()
    if asyncio.isfuture(made):
        if made.get_loop() is not loop:
            raise RuntimeError(
                f"{name} is attached to a different loop than the one that runs: "
                "await it there"
            )
        return made
    # From 3.12 `wait_for` awaits in the caller's own context, which a task gives away
    # only since then; before, in a copy. A task of its own is needed to be able to
    # leave what will not end. Made directly: an eager factory would step it in here,
    # where that context is taken.
    current: Any = asyncio.current_task()
    context = current.get_context() if hasattr(current, "get_context") else None
    coroutine = made if asyncio.iscoroutine(made) else _await(made)
    return asyncio.Task(coroutine, loop=loop, context=context)


async def _await(made: Awaitable[T]) -> T:
    return await made


async def _end(task: asyncio.Future[Any]) -> bool:
    """Cancel a task, wait until it has ended, and tell whether it has.

    Whoever cancels this meanwhile waits, too, but the task hears of it.
    """
    cancelled: asyncio.CancelledError | None = None
    for seconds in PATIENCE:
        task.cancel()
        try:
            await asyncio.wait((task,), timeout=seconds)
        except asyncio.CancelledError as error:
            cancelled = error
        if task.done():
            break
    if cancelled is not None:
        raise cancelled
    return task.done()


def _error(task: asyncio.Future[Any]) -> BaseException | None:
    """Give what a task failed with; asked for, it is not logged as never seen."""
    return task.exception() if task.done() and not task.cancelled() else None


def _where(task: asyncio.Future[Any]) -> str:
    # Sorted, as a task group keeps its tasks in no order.
    found = sorted(map(describe, stops_of(task)))
    if not found:
        return "it is a future that nobody has set"
    if len(found) == 1:
        return f"it was waiting {found[0]}"
    more = [f"and {len(found) - MOST_PLACES} more"] if found[MOST_PLACES:] else []
    return "\n  ".join(["it was waiting", *found[:MOST_PLACES], *more])
