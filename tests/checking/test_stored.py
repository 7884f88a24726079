"""Findings as JSON, and back."""

from __future__ import annotations

import json

from loopwise.checking.stored import restored, stored
from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.finding import Finding, KeyEdit, Repair, SectionEdit, TextEdit
from loopwise.model.place import Place
from loopwise.model.step import Step


def test_nothing_is_lost() -> None:
    """What is read back is equal to what was written, with all kinds of edits."""
    diagnostic = Diagnostic(
        "LW101",
        "what ×",
        (Step("db", Place("conftest.py", 3), "fixture", "session"),),
        "why",
        (Fix("one"), Fix("two")),
        4,
    )
    edits = (
        TextEdit("/p/a.py", 1, 2, "\udc80"),
        KeyEdit("/p/pytest.ini", "pytest", "asyncio_mode", None),
        KeyEdit("/p/pytest.ini", "pytest", "a", "1", "b"),
        SectionEdit("/p/pytest.ini", "tool:pytest", "pytest"),
    )
    for finding in (
        Finding(
            diagnostic,
            Place("a.py", 1, 2),
            Place("a.py", 1, 9),
            Repair("do it", edits, is_safe=False),
            "/p/a.py",
        ),
        Finding(diagnostic, Place("a.py", 0)),
    ):
        assert restored(json.loads(json.dumps(stored(finding)))) == finding
