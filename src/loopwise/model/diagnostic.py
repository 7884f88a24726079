"""What is wrong, as data. The renderer makes the words around it."""

from __future__ import annotations

from dataclasses import dataclass

from loopwise.model.step import Step


@dataclass(frozen=True, slots=True)
class Fix:
    """One thing to do; it is offered only after it was re-planned and found valid."""

    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: what, the path that proves it, why, and what to do."""

    code: str
    what: str
    path: tuple[Step, ...]
    why: str
    fixes: tuple[Fix, ...] = ()
    others: int = 0
    """How many more tests have the same trouble with the same component."""
