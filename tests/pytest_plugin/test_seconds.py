"""Numbers of seconds."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from loopwise.pytest_plugin.seconds import seconds_of


@pytest.mark.parametrize("given", [0, 3, 0.5, Fraction(1, 2), 1e-9])
def test_seconds_are_read(given: Any) -> None:
    """Every real number from 0 on is a number of seconds."""
    assert seconds_of(given) == float(given)


@pytest.mark.parametrize("given", ["3", True, None, [], Decimal(1), 1j])
def test_other_things_are_refused(given: object) -> None:
    """What is no number is no number of seconds, and neither is a truth value."""
    with pytest.raises(TypeError):
        seconds_of(given)


@pytest.mark.parametrize("given", [-1, -0.1, math.nan, math.inf, 10**400])
def test_times_that_no_clock_counts_are_refused(given: object) -> None:
    """No time is negative or endless."""
    with pytest.raises(ValueError, match=r"no time|too large"):
        seconds_of(given)
