"""Rows as users write them."""

from __future__ import annotations

import pytest

from loopwise.resources.bound_type import Binds
from loopwise.resources.written import BadRow, read_row


def test_a_row() -> None:
    """A line is a type and options, with where it stands as what verified it."""
    row = read_row("app.db:Pool binds=creation loop=_loop,a.b made_by=app:make", "here")
    assert row.name == "app.db:Pool"
    assert row.binds is Binds.CREATION
    assert row.loop == ("_loop", "a.b")
    assert row.made_by == ("app:make",)
    assert row.verified == "here"


@pytest.mark.parametrize(
    "line",
    ["no name", "a:B what=1", "a:B binds=often", "a:B loop=1+1", "a:B made_by=x"],
)
def test_what_means_nothing(line: str) -> None:
    """A line that means nothing is told with the place where it stands."""
    with pytest.raises(BadRow, match="here: "):
        read_row(line, "here")
