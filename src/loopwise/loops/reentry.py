"""Running a coroutine to its end while a loop of this thread is already running.

``request.getfixturevalue("db")`` is a plain call. Made from a running test or
fixture, it must set up an async fixture before it returns, so a loop has to run
inside a running one. Two cases:

- another loop: the outer loop is put aside, the inner one runs as usual;
- the same loop: its next rounds are run here. All its tasks go on meanwhile, except
  those that wait for this call to return.
"""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop, events, tasks
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


def a_loop_runs() -> bool:
    """Whether a loop is running in this thread now."""
    return events._get_running_loop() is not None  # private: documented, for authors


@contextmanager
def outer_loop_aside() -> Iterator[None]:
    """Let this thread look as if no loop was running in it."""
    running = events._get_running_loop()  # private, as above
    if running is None:
        yield
        return
    task = asyncio.current_task(running)
    # Private: asyncio refuses to step a task while another is current, and has no
    # public way to say that this one waits. The names are the same in 3.11 to 3.14.
    if task is not None:
        tasks._leave_task(running, task)
    events._set_running_loop(None)
    try:
        yield
    finally:
        events._set_running_loop(running)
        if task is not None:
            tasks._enter_task(running, task)


class Awaited(Protocol):
    """What is awaited: a future, or something that knows when to wait no more."""

    def done(self) -> bool:
        """Tell whether to wait no more."""


def run_rounds(loop: AbstractEventLoop, future: Awaited) -> None:
    """Run rounds of a loop that is already running until ``future`` is done.

    Raises:
        RuntimeError: the loop is of a kind whose rounds cannot be run one by one.
    """
    run_once = getattr(loop, "_run_once", None)
    ready = getattr(loop, "_ready", None)
    if run_once is None or ready is None:
        kind = f"{type(loop).__module__}.{type(loop).__qualname__}"
        raise RuntimeError(
            "this async fixture was asked for by a plain call while its event loop "
            f"was running, which {kind} does not allow; ask for it as a parameter"
        )
    waiting = len(ready)
    events._set_running_loop(loop)
    try:
        while not future.done():
            run_once()
    finally:
        events._set_running_loop(None)
        # The outer round has counted how many callbacks it will take from the
        # queue. Those taken here are made up for by some that do nothing.
        while len(ready) < waiting:
            handle = events.Handle(_nothing, (), loop)
            handle.cancel()
            ready.append(handle)


def _nothing() -> None:
    """Stand in for a callback that was already called."""
