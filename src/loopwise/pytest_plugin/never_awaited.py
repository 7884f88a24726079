"""Coroutines that are never awaited: Python's own warning, with more in it."""

from __future__ import annotations

import types
import warnings
from collections.abc import Callable
from typing import Any

Tell = Callable[[Any, str], Warning | None]
NAME = "_warn_unawaited_coroutine"


class NeverAwaited:
    """Has Python's warning of such a coroutine told in another way.

    ``tell`` is given the coroutine and Python's text, and gives the warning to emit, or
    ``None`` if it has told by itself. The function in ``warnings`` is private, but is
    where the interpreter looks in 3.11 to 3.14. The other way, to track the origin of
    every coroutine, makes each of them take half as long again.
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._before: Any = None
        self._shows: object = None

    def install(self) -> None:
        """Take the function's place, where there is one."""
        before = getattr(warnings, NAME, None)
        if isinstance(before, types.FunctionType):
            self._before = before
            names = {**before.__globals__, "warn": self._warn}
            setattr(warnings, NAME, types.FunctionType(before.__code__, names))

    def uninstall(self) -> None:
        """Put it back."""
        if self._before is not None:
            setattr(warnings, NAME, self._before)
            self._before = None

    def begin(self) -> None:
        """Note who takes the warnings of an item: pytest.

        While a test records warnings by itself, it gets Python's own text.
        """
        self._shows = _shows()

    def _warn(
        self, message: str, category: type[Warning], stacklevel: int, source: Any
    ) -> None:
        warning: Warning | None = category(message)
        if self._before is not None and _shows() is self._shows:
            warning = self._tell(source, message)
        if warning is not None:
            warnings.warn(warning, stacklevel=stacklevel + 1, source=source)


def _shows() -> object:
    """Give what takes warnings now. Private, the same in 3.11 to 3.13."""
    return getattr(warnings, "_showwarnmsg_impl", None)
