"""Warnings for what was left behind, by the filters that there are."""

from __future__ import annotations

import warnings

import pytest

from loopwise.leftovers import LeftBehindWarning, LeftOpenWarning, PendingTaskWarning
from loopwise.model.leftover import Kind, Leftover
from loopwise.model.place import Place
from loopwise.pytest_plugin.leftover_warnings import CLASSES, warn_of

LEFT = Leftover(Kind.PENDING_TASK, "test_a", "work()", Place("test_one.py", 3))


def recorded(left: Leftover = LEFT) -> list[tuple[str, str, int]]:
    """Give class, file and line of what is warned of, with the filters as they are."""
    with warnings.catch_warnings(record=True) as found:
        warn_of(left, "test_other.py", 7)
    return [(one.category.__name__, one.filename, one.lineno) for one in found]


def test_every_kind_has_a_class() -> None:
    """Each kind of leftover has a class of its own."""
    assert set(CLASSES) == set(Kind)
    assert len(set(CLASSES.values())) == len(Kind)


def test_the_place_is_that_of_the_leftover() -> None:
    """A warning stands at the place of the leftover; the test's where it has none."""
    assert recorded() == [("PendingTaskWarning", "test_one.py", 3)]
    nowhere = Leftover(Kind.LEFT_OPEN, "test_a", "a connection")
    assert recorded(nowhere) == [("LeftOpenWarning", "test_other.py", 7)]


@pytest.mark.parametrize("category", [Warning, UserWarning])
def test_an_error_for_any_warning_does_not_mean_them(category: type[Warning]) -> None:
    """They stay warnings under a filter that makes errors of warnings of any kind."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", category)
        assert len(recorded()) == 1


@pytest.mark.parametrize("category", [LeftBehindWarning, PendingTaskWarning])
def test_an_error_for_their_class_means_them(category: type[Warning]) -> None:
    """They are errors under a filter that names one of their classes."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", category)
        with pytest.raises(PendingTaskWarning):
            recorded()


def test_an_error_for_their_text_means_them() -> None:
    """They are errors under a filter that knows their text."""
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="LW401")
        with pytest.raises(PendingTaskWarning):
            recorded()


def test_the_filter_that_comes_first_counts() -> None:
    """A filter for another class, line or module does not count, an `ignore` does."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingTaskWarning)
        warnings.simplefilter("error", LeftOpenWarning)
        warnings.filterwarnings("error", message="LW401", lineno=4)
        warnings.filterwarnings("error", message="LW401", module="other")
        assert recorded() == []
