"""Two rules about the same line: one of them is told."""

from __future__ import annotations

from loopwise.checking.doubles import without_doubles
from loopwise.model.diagnostic import Diagnostic
from loopwise.model.finding import Finding
from loopwise.model.place import Place


def finding(code: str, line: int) -> Finding:
    return Finding(Diagnostic(code, "x", (), ""), Place("a.py", line), file="/a.py")


def test_the_rule_that_knows_more_is_told() -> None:
    """An object made at import is not told of once more as used on several loops."""
    found = [finding("LW103", 1), finding("LW311", 1), finding("LW103", 2)]
    kept = without_doubles(found)
    assert [(one.code, one.place.line) for one in kept] == [("LW311", 1), ("LW103", 2)]
