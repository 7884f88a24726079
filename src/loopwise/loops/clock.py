"""The time that a test has, and how all time stands still while somebody debugs."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from loopwise.loops.time_limit import Watch

DEBUGGERS = ("pydevd", "_pydevd", "bdb", "pdb", "debugpy")
"""Beginnings of the names of modules whose trace functions are debuggers'."""


class Clock:
    """Counts down the seconds of one test, for as long as somebody watches it.

    So it counts what async fixtures and tests take. Sync code in between, which nothing
    here could end, does not take their time away.
    """

    __slots__ = ("_deadline", "_rest", "seconds", "source", "watch")

    def __init__(self, seconds: float, source: str) -> None:
        self.seconds, self.source = seconds, source
        self.watch: Watch | None = None
        """The innermost wait that the clock counts for now."""
        self._rest = seconds
        self._deadline = 0.0

    def restart(self) -> None:
        """Give the whole time once more."""
        self._rest = self.seconds
        self._deadline = _time.now() + self.seconds

    def watched_by(self, watch: Watch | None) -> Watch | None:
        """Count for another wait from now on, or for none; give the one before."""
        before = self.watch
        if before is None:
            self._deadline = _time.now() + self._rest
        elif watch is None:
            self._rest = self._deadline - _time.now()
        self.watch = watch
        return before

    @property
    def left(self) -> float:
        """The seconds that are left; less than 0 where the time is up."""
        if self.watch is None:
            return self._rest
        return self._deadline - _time.now()


class _Time:
    """Seconds that pass unless they were told to stand still."""

    def __init__(self) -> None:
        self.stood = 0.0
        self.since: float | None = None

    def now(self) -> float:
        return (self.since or monotonic()) - self.stood


_time = _Time()


def stop() -> None:
    """Let the time of all clocks stand still."""
    if _time.since is None:
        _time.since = monotonic()


def go_on() -> None:
    """Let the time of all clocks go on from where it stood."""
    if _time.since is not None:
        _time.stood += monotonic() - _time.since
        _time.since = None


def is_standing() -> bool:
    """Whether the time of all clocks stands still."""
    return _time.since is not None


def is_debugging() -> bool:
    """Whether a debugger is attached, or steps through the code."""
    trace: Any = sys.gettrace()
    if trace is not None:
        name = getattr(trace, "__module__", None) or type(trace).__module__
        if any(part.startswith(DEBUGGERS) for part in str(name).split(".")):
            return True
    monitoring: Any = getattr(sys, "monitoring", None)  # new in Python 3.12
    if monitoring is None:
        return False
    return monitoring.get_tool(monitoring.DEBUGGER_ID) is not None
