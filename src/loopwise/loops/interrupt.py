"""Ctrl-C while a loop runs: the test ends, its cleanup runs, nothing is torn.

Python's own handler raises ``KeyboardInterrupt`` wherever the program happens to be.
In a task's code that is right: it ends the task at that line. In the loop's own code
it may lose a callback that was just taken from the queue, and with it a task that can
then never end. So there the running task is cancelled, and the interrupt is raised
when it has ended. A second Ctrl-C is raised at once.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from asyncio import AbstractEventLoop
from types import FrameType
from typing import Any, Self

try:
    # The public functions turn every handler into an enum member by way of a caught
    # exception, 8 us for the pair that each test needs; these are what they call.
    from _signal import getsignal  # type: ignore[import-not-found]  # not in typeshed
    from _signal import signal as set_signal
except ImportError:  # pragma: no cover  # another Python than CPython
    from signal import getsignal
    from signal import signal as set_signal


class Interrupt:
    """Turns Ctrl-C into the end of one task for as long as it is entered."""

    __slots__ = ("_before", "_loop", "_task", "fired")

    def __init__(self, loop: AbstractEventLoop, task: asyncio.Task[Any]) -> None:
        self._loop, self._task = loop, task
        self._before: Any = None
        self.fired = False

    def __enter__(self) -> Self:
        if threading.get_ident() == _MAIN_THREAD:
            before = getsignal(signal.SIGINT)
            # A handler of the user's own stays; ours is that of an outer loop, which
            # waits for this one.
            if before is signal.default_int_handler or _is_ours(before):
                set_signal(signal.SIGINT, self._handle)
                self._before = before
        return self

    def __exit__(self, *_: object) -> None:
        # A test that set a handler of its own and left it keeps it, as it would
        # without Loopwise.
        if self._before is not None and getsignal(signal.SIGINT) == self._handle:
            set_signal(signal.SIGINT, self._before)

    def _handle(self, _signum: int, _frame: FrameType | None) -> None:
        in_a_task = asyncio.current_task(self._loop) is not None
        if self.fired or in_a_task or self._task.done():
            raise KeyboardInterrupt
        self.fired = True
        self._task.cancel()
        self._loop.call_soon_threadsafe(_wake_up)


_MAIN_THREAD = threading.main_thread().ident


def _is_ours(handler: object) -> bool:
    return isinstance(getattr(handler, "__self__", None), Interrupt)


def _wake_up() -> None:
    """Do nothing: being called ends the loop's wait for events."""
