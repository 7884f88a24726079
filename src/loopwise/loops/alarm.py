"""A signal when the time is up, for code that does not let its loop run.

Only where it takes nothing from anybody: in the main thread of POSIX systems, and if
nobody else uses ``SIGALRM``. pytest-timeout does, for as long as its own limit counts.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

try:
    # What the public function calls, without its 4 us for an enum member.
    from _signal import getsignal  # type: ignore[import-not-found]  # not in typeshed
except ImportError:  # pragma: no cover  # another Python than CPython
    from signal import getsignal

# Windows has none of them; and mypy reads the code for one platform.
_SIGALRM: Any = getattr(signal, "SIGALRM", None)
_ITIMER: Any = getattr(signal, "ITIMER_REAL", None)
_set_timer: Any = getattr(signal, "setitimer", None)
_get_timer: Any = getattr(signal, "getitimer", None)

SOON = 0.001
AGAIN = 5.0
"""Seconds until the next call, where the last one has raised."""


class Alarm:
    """Calls a function, in the main thread, between two steps of whatever runs there.

    The function gets the innermost frame, and returns the seconds until it is to be
    called again.
    """

    __slots__ = ("_call",)

    def __init__(self, call: Callable[[FrameType | None], float]) -> None:
        self._call = call

    def set(self, seconds: float) -> bool:
        """Set the alarm, and tell whether that could be done."""
        if _set_timer is None or threading.get_ident() != _MAIN_THREAD:
            return False
        handler = getsignal(_SIGALRM)
        if handler is not _handle:
            if handler != signal.SIG_DFL or _get_timer(_ITIMER)[0]:
                return False
            # It stays, as to change it back and forth would be what costs most.
            signal.signal(_SIGALRM, _handle)
        _active.append(self)
        _set_timer(_ITIMER, seconds)
        return True

    def unset(self) -> None:
        """Call no more. An alarm that was set before is to see what it has missed."""
        _active.remove(self)
        if getsignal(_SIGALRM) is _handle:  # else somebody has taken the signal
            _set_timer(_ITIMER, SOON if _active else 0)

    def ring(self, frame: FrameType | None) -> None:
        """Call the function now."""
        _set_timer(_ITIMER, AGAIN)  # first, as the call may raise
        _set_timer(_ITIMER, max(self._call(frame), SOON))


def give_back() -> None:
    """Leave the signal as it was before the first alarm, unless one is set."""
    if _set_timer is None or threading.get_ident() != _MAIN_THREAD:
        return
    if not _active and getsignal(_SIGALRM) is _handle:
        signal.signal(_SIGALRM, signal.SIG_DFL)


def _handle(_signum: int, frame: FrameType | None) -> None:
    if _active:  # else it came while the last one was unset
        _active[-1].ring(frame)


_active: list[Alarm] = []
_MAIN_THREAD = threading.main_thread().ident
