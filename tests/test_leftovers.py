"""The classes of warnings for what was left behind."""

from __future__ import annotations

import pytest

from loopwise import leftovers
from loopwise.leftovers import LeftBehindWarning, NeverAwaitedWarning

CLASSES = [one for one in vars(leftovers).values() if isinstance(one, type)]


@pytest.mark.parametrize("one", CLASSES)
def test_all_are_left_behind(one: type[Warning]) -> None:
    """Each has the class for all of them among its bases, and is made of one text."""
    assert issubclass(one, LeftBehindWarning)
    assert str(one("text")) == "text"


@pytest.mark.parametrize("one", CLASSES)
def test_no_filter_for_other_warnings_means_them(one: type[Warning]) -> None:
    """None is a `UserWarning`, and one alone takes the place of one of Python's."""
    assert not issubclass(one, UserWarning)
    assert issubclass(one, RuntimeWarning) is (one is NeverAwaitedWarning)
