"""Places: written so that terminals and editors open them."""

from __future__ import annotations

import os

from loopwise.model.place import Place, shorten


def test_place_is_written_with_its_line() -> None:
    """A place reads as file and line, as editors take it."""
    assert str(Place("tests/test_one.py", 12, 4)) == "tests/test_one.py:12"


def test_place_without_a_line_is_its_file() -> None:
    """Where no line is known, none is made up."""
    assert str(Place("builtins", 0)) == "builtins"


def test_places_are_in_reading_order() -> None:
    """Places are ordered by file, then by number of the line, not by its digits."""
    places = [
        Place("b.py", 1),
        Place("a.py", 10),
        Place("a.py", 9, 5),
        Place("a.py", 9),
    ]
    assert sorted(places) == [
        Place("a.py", 9),
        Place("a.py", 9, 5),
        Place("a.py", 10),
        Place("b.py", 1),
    ]


def test_path_outside_the_project_stays_whole() -> None:
    """A path is shortened only if it lies in the project, and written with slashes."""
    inside = os.path.join(os.sep, "project", "tests", "test_one.py")  # noqa: PTH118  # a string, as code objects have it
    outside = os.path.join(os.sep, "elsewhere", "conftest.py")  # noqa: PTH118  # as above
    assert shorten(inside, os.path.join(os.sep, "project")) == "tests/test_one.py"  # noqa: PTH118  # as above
    assert shorten(outside, os.path.join(os.sep, "project")) == outside  # noqa: PTH118  # as above
