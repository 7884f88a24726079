"""Lines of functions, for tests of places."""

from __future__ import annotations

import inspect
from collections.abc import Callable


def line_of(function: Callable[..., object], text: str) -> int:
    """Give the number of the first line of a function that has a text."""
    lines, first = inspect.getsourcelines(function)
    return next(first + n for n, line in enumerate(lines) if text in line)
