"""What is left on a loop when its time is over, and how to end it."""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop
from types import AsyncGeneratorType
from typing import Any

GRACE = 5.0
"""Seconds that a cancelled task gets to end, before it is cancelled once more."""

PATIENCE = (GRACE, 0.5, 0.5)
"""Seconds to wait after each cancellation; after the last, a task is given up."""


class TasksWillNotEnd(RuntimeError):
    """Tasks went on although they were cancelled again and again."""


_given_up: list[asyncio.Task[Any]] = []
"""Tasks that were left running. Kept, as one that is destroyed would complain."""


def give_up(task: asyncio.Task[Any]) -> None:
    """Leave a task running that ignores its cancellation, as somebody has said."""
    # Private: there is no public way to say that we know.
    task._log_destroy_pending = False  # type: ignore[attr-defined]  # undocumented
    _given_up.append(task)


def is_given_up(task: asyncio.Task[Any]) -> bool:
    """Tell whether somebody has left a task running."""
    return task in _given_up


def left_on(loop: AbstractEventLoop) -> set[asyncio.Task[Any]]:
    """Give the tasks of a loop that have not ended, and were not given up."""
    found = asyncio.all_tasks(loop)
    return found.difference(_given_up) if _given_up else found


def drain(loop: AbstractEventLoop) -> None:
    """End everything that is left on ``loop``, as ``asyncio.run`` does at its end.

    Tasks are cancelled and awaited, then async generators are closed and the default
    executor is shut down. A loop with nothing left is recognised and costs nothing.

    Raises:
        TasksWillNotEnd: some tasks ignored every cancellation.
    """
    if loop.is_closed() or is_clean(loop):
        return
    try:
        cancel_all(loop)
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.run_until_complete(loop.shutdown_default_executor())


def is_clean(loop: AbstractEventLoop) -> bool:
    """Tell whether nothing at all is left, as far as the loop lets us see.

    Reads private attributes of asyncio's own loops, the same in 3.11 to 3.14, to
    spare every test three more rounds of its loop; of loops without them nothing
    is known, so they are never clean.
    """
    return (
        not getattr(loop, "_ready", True)
        and not any(map(_is_suspended, getattr(loop, "_asyncgens", (None,))))
        and getattr(loop, "_default_executor", loop) is None
        # A test may have put a mock there, to see it called, or fail.
        and "shutdown_asyncgens" not in getattr(loop, "__dict__", ())
        and not left_on(loop)
    )


def _is_suspended(generator: AsyncGeneratorType[Any, Any] | None) -> bool:
    """Whether a generator has code left to run; asyncio keeps exhausted ones, too."""
    return getattr(generator, "ag_frame", generator) is not None or generator is None


def cancel_all(loop: AbstractEventLoop) -> None:
    """Cancel every task of ``loop`` and wait until they have ended."""
    stubborn: set[asyncio.Task[Any]] = set()
    for seconds in PATIENCE:
        left = left_on(loop)
        if not left:
            return
        for task in left:
            task.cancel()
        done, stubborn = loop.run_until_complete(asyncio.wait(left, timeout=seconds))
        for task in done:
            _tell(loop, task)
        if not stubborn and not left_on(loop):
            return
    left = left_on(loop)
    if left:
        names = ", ".join(sorted(_describe(task) for task in left))
        raise TasksWillNotEnd(
            f"cancelled {len(PATIENCE)} times, but did not end: {names}"
        )


def _tell(loop: AbstractEventLoop, task: asyncio.Task[Any]) -> None:
    """Pass on an exception that would be lost otherwise, as ``asyncio.run`` does."""
    if not task.cancelled() and task.exception() is not None:
        loop.call_exception_handler(
            {
                "message": "unhandled exception in a task that was left behind",
                "exception": task.exception(),
                "task": task,
            }
        )


def _describe(task: asyncio.Task[Any]) -> str:
    coro = task.get_coro()
    name = getattr(coro, "__qualname__", repr(coro))
    code = getattr(coro, "cr_code", None)
    where = f" ({code.co_filename}:{code.co_firstlineno})" if code else ""
    return f"{name}{where}"
