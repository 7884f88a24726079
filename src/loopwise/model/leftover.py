"""What a test or a fixture left behind, as data."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from loopwise.model.place import Place


class Kind(enum.Enum):
    """What it is, by the code of its message."""

    PENDING_TASK = "LW401"
    LOST_EXCEPTION = "LW402"
    NEVER_AWAITED = "LW403"
    OPEN_GENERATOR = "LW404"
    LEFT_OPEN = "LW405"
    BLOCKED_LOOP = "LW406"
    LOGGED_ERROR = "LW407"


@dataclass(frozen=True, slots=True)
class Leftover:
    """One thing that was left behind."""

    kind: Kind
    owner: str
    """The test or the fixture that left it, as its name is written in messages."""
    what: str
    place: Place | None = None
    """Where it was made, or is; ``None`` where that is not known."""
    function: str = ""
    """The function that ``place`` is in."""
    details: tuple[str, ...] = ()
    """One line each: what it waits for, who made it."""
    traceback: str = ""
    """Of a lost exception, the whole of it."""
    explanation: str = ""
    """Of an exception that is about loops: a Diagnostic's text."""
    others: int = 0
    """How many more of the same were made at the same place."""
