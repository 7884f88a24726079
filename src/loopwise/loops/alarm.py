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
    # What the public functions call, without their 8 us for enum members.
    from _signal import getsignal  # type: ignore[import-not-found]  # not in typeshed
    from _signal import signal as set_signal
except ImportError:  # pragma: no cover  # another Python than CPython
    from signal import getsignal
    from signal import signal as set_signal

# Windows has neither. By name, as mypy reads the code for each platform.
_SIGALRM: Any = getattr(signal, "SIGALRM", None)
_ITIMER: Any = getattr(signal, "ITIMER_REAL", None)
_set_timer: Any = getattr(signal, "setitimer", None)
_get_timer: Any = getattr(signal, "getitimer", None)


class Alarm:
    """Calls a function, in the main thread, between two steps of whatever runs there.

    The function gets the innermost frame, and returns the seconds until it is to be
    called again.
    """

    __slots__ = ("_before", "_call")

    def __init__(self, call: Callable[[FrameType | None], float]) -> None:
        self._call = call
        self._before: Any = None

    def set(self, seconds: float) -> bool:
        """Set the alarm, and tell whether that could be done."""
        if _set_timer is None or threading.get_ident() != _MAIN_THREAD:
            return False
        before = getsignal(_SIGALRM)
        if not _is_ours(before) and (
            before != signal.SIG_DFL or _get_timer(_ITIMER)[0]
        ):
            return False
        self._before = before
        set_signal(_SIGALRM, self._handle)
        _set_timer(_ITIMER, seconds)
        return True

    def unset(self) -> None:
        """Put back what was set before. Who took the signal meanwhile, keeps it."""
        if self._before is None or getsignal(_SIGALRM) != self._handle:
            return
        _set_timer(_ITIMER, 0)
        set_signal(_SIGALRM, self._before)
        if _is_ours(self._before):
            _set_timer(_ITIMER, SOON)  # its time went on meanwhile: let it see

    def _handle(self, _signum: int, frame: FrameType | None) -> None:
        # Set first, as the call may raise.
        _set_timer(_ITIMER, AGAIN)
        _set_timer(_ITIMER, max(self._call(frame), SOON))


SOON = 0.001
AGAIN = 5.0
"""Seconds until the next call, where the last one has raised."""

_MAIN_THREAD = threading.main_thread().ident


def _is_ours(handler: object) -> bool:
    return isinstance(getattr(handler, "__self__", None), Alarm)
