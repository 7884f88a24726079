"""Finds what does not give its loop back, by a look at the main thread now and then.

The loop itself does nothing for it, so a loop that is not watched pays nothing. A
callback counts as blocking only from the first look that finds it running: it is told
of for no less than it took.
"""

from __future__ import annotations

import threading
import time
from asyncio import base_events, events
from collections.abc import Callable
from types import CodeType, FrameType

from loopwise.loops.users_code import Stop, frames, of_main_thread, stop_of

LOOKS = 5
"""How many looks are taken in the time that something may take."""

# Private by their names only; in 3.11 to 3.14 all of asyncio's own loops run these.
_RUN: CodeType = events.Handle._run.__code__
_LOOP: CodeType = base_events.BaseEventLoop._run_once.__code__  # type: ignore[attr-defined]  # private
_DEBUGGERS = ("bdb.py", "pdb.py", "pydevd.py")

Told = Callable[[float, tuple[Stop, ...]], object]


class BlockedLoopWatch:
    """Watches the loops of the main thread, from a thread of its own."""

    def __init__(self, limit: float, tell: Told) -> None:
        """Watch for callbacks that take longer than ``limit`` seconds.

        ``tell`` is given the seconds and the stops of the user's code, the innermost
        first. It is called in the watching thread, once for each callback.
        """
        self._limit, self._tell = limit, tell
        self._over = threading.Event()
        self._thread = threading.Thread(
            target=self._watch, name="loopwise-blocked-loop", daemon=True
        )

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, and wait until the thread has ended."""
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        pause = self._limit / LOOKS
        running: FrameType | None = None
        since = looked = 0.0
        told = False
        while not self._over.wait(pause):
            now = time.monotonic()
            # The whole process stood still: nothing can be said of the time since.
            stood_still = now - looked > self._limit
            looked = now
            top = of_main_thread()
            found = callback_of(top)
            if found is None or found is not running or stood_still:
                running, since, told = found, now, False
            elif now - since >= self._limit and not told:
                told = True
                stops = users_stops(top)
                if stops:
                    self._tell(now - since, stops)
            del top, found  # frames keep alive whatever they hold


def callback_of(top: FrameType | None) -> FrameType | None:
    """Give the frame of the callback that a loop runs now, if it runs any.

    A loop that waits for something to happen is not blocked, and neither is one whose
    code is looked at in a debugger.
    """
    for frame in frames(top):
        if frame.f_code is _LOOP or frame.f_code.co_filename.endswith(_DEBUGGERS):
            return None
        if frame.f_code is _RUN:
            return frame
    return None


def users_stops(top: FrameType | None) -> tuple[Stop, ...]:
    """Give the stops in the user's code, the innermost first, up to the callback."""
    found = []
    for frame in frames(top):
        if frame.f_code is _RUN:
            break
        stop = stop_of(frame)
        if stop.is_users:
            found.append(stop)
    return tuple(found)
