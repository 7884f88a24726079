"""A thread that looks on where no signal can be had, and says what blocks a loop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import monotonic


class Onlooker:
    """Calls functions at their time, from a thread that starts with the first one."""

    def __init__(self) -> None:
        self._calls: dict[object, tuple[float, Callable[[], float]]] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._wakes = 0.0

    def look(self, key: object, seconds: float, call: Callable[[], float]) -> None:
        """Have a function called in some seconds, unless it is forgotten before.

        It returns the seconds until it is to be called again.
        """
        due = monotonic() + seconds
        with self._changed:
            self._calls[key] = (due, call)
            # Not alive: in a process that was forked from the one that started it.
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(
                    target=self._run, name="loopwise: time limits", daemon=True
                )
                self._thread.start()
            elif due < self._wakes:
                self._changed.notify()

    def forget(self, key: object) -> None:
        """Call a function no more. One that is being called has returned before."""
        with self._changed:
            self._calls.pop(key, None)

    def _run(self) -> None:
        with self._changed:
            while True:
                now = monotonic()
                for key, (due, call) in list(self._calls.items()):
                    if due <= now:
                        self._calls[key] = (monotonic() + call(), call)
                self._wakes = min(
                    (due for due, _ in self._calls.values()), default=now + IDLE
                )
                self._changed.wait(max(self._wakes - monotonic(), 0))


IDLE = 3600.0
"""Seconds until the thread looks again by itself; any call wakes it before."""

onlooker = Onlooker()
