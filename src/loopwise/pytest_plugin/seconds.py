"""Numbers of seconds, as marks and options say them."""

from __future__ import annotations

import math
import numbers

VALID_SECONDS = "a number of seconds, or 0 for no limit"


def seconds_of(given: object) -> float:
    """Read a time limit; 0 stands for none.

    Raises:
        TypeError: it is not a number.
        ValueError: it is not one that a clock could count.
    """
    if isinstance(given, bool) or not isinstance(given, numbers.Real):
        raise TypeError(f"no number: {given!r}")
    try:
        seconds = float(given)
    except OverflowError:
        raise ValueError(f"too large: {given!r}") from None
    if not math.isfinite(seconds) or seconds < 0:
        raise ValueError(f"no time: {given!r}")
    return seconds
