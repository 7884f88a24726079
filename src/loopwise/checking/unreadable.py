"""Files that cannot be checked: a finding of their own."""

from __future__ import annotations

from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.finding import Finding
from loopwise.model.place import Place
from loopwise.model.step import Step

UNREADABLE = "LW000"
"""The code for files that cannot be read: no rule has it."""

LARGEST = 4_000_000
"""Bytes: whatever is longer was not written by hand, and takes gigabytes to read."""


def unreadable(path: str, shown: str, why: str, line: int = 0) -> Finding:
    """Make the finding of a file that cannot be checked."""
    fix = "repair the file, or leave it out: `extend-exclude` in [tool.loopwise]"
    fixes = [Fix(fix)]
    if why.startswith("is not valid Python"):
        fixes.append(Fix("if it is for a newer Python, run `loopwise` with that one"))
    place = Place(shown, line, 1 if line else 0)
    diagnostic = Diagnostic(
        UNREADABLE,
        f"`{shown}` {why}",
        (Step("", place, "the file"),),
        "what is in it was not checked.",
        tuple(fixes),
    )
    return Finding(diagnostic, place, file=path)
