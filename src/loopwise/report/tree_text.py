"""Who awaits whom, as a tree of lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loopwise.model.place import Place

MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Branch:
    """A function that is suspended, or runs, and what it awaits."""

    name: str
    place: Place | None = None
    """Where it is; nowhere for what is not the user's own code."""
    note: str = ""
    """What it waits for, at the end of a branch."""
    inner: tuple[Branch, ...] = ()
    count: int = 1
    """How many are at this very place, with nothing inside that differs."""


def render(branches: Sequence[Branch]) -> list[str]:
    """Write a tree, one line for each function. Of a long one the end is left out."""
    rows: list[tuple[str, Branch]] = []
    for branch in branches:
        _add(rows, branch, "", "")
    hidden = len(rows) - MOST_LINES
    if hidden > 0:
        rows = rows[: MOST_LINES - 1]
    names = max((len(start + one.name) for start, one in rows), default=0)
    places = max((len(str(one.place or "")) for _, one in rows), default=0)
    lines = []
    for start, one in rows:
        many = f" ({one.count} times)" if one.count > 1 else ""
        place = str(one.place or "")
        line = f"  {start + one.name:<{names}}  {place:<{places}}  "
        lines.append((line + one.note + many).rstrip())
    if hidden > 0:
        lines.append(f"  … and {hidden + 1} more")
    return lines


def _add(
    rows: list[tuple[str, Branch]], branch: Branch, start: str, below: str
) -> None:
    rows.append((start, branch))
    for number, one in enumerate(branch.inner, 1):
        is_last = number == len(branch.inner)
        arm, rest = ("╰─ ", "   ") if is_last else ("├─ ", "│  ")
        _add(rows, one, below + arm, below + rest)
