"""Steps as data."""

from __future__ import annotations

from loopwise.model.place import Place
from loopwise.model.step import Step

PLACE = Place("conftest.py", 1)


def test_step_names_no_loop_unless_told() -> None:
    """A step says nothing of a loop where that does not matter to the reader."""
    assert Step("db", PLACE, "test") == Step("db", PLACE, "test", "")


def test_steps_are_equal_by_what_they_say() -> None:
    """Two readers that say the same of a member give the same step."""
    one = Step("db", PLACE, "fixture, kept per session", "session")
    assert one == Step("db", Place("conftest.py", 1), one.role, one.loop)
    assert len({one, Step("db", PLACE, one.role, "module")}) == 2
