"""Findings as a report of code quality."""

from __future__ import annotations

import json

from inline_snapshot import snapshot

from loopwise.report.finding_gitlab import gitlab_text
from tests.report.reports import EMPTY, REPORT


def test_each_finding_is_an_issue() -> None:
    """Each finding is an issue with a place, from line 1 also for whole files."""
    issues = json.loads(gitlab_text(REPORT))
    assert len(issues[0].pop("fingerprint")) == 64
    assert issues[0] == snapshot(
        {
            "description": "LW603: `asyncio_mod` is no key",
            "check_name": "LW603",
            "severity": "major",
            "location": {
                "path": "pytest.ini",
                "positions": {
                    "begin": {"line": 1, "column": 1},
                    "end": {"line": 1, "column": 1},
                },
            },
        }
    )
    assert issues[1]["location"] == snapshot(
        {
            "path": "tests/test_ä,b.py",
            "positions": {
                "begin": {"line": 40, "column": 5},
                "end": {"line": 40, "column": 16},
            },
        }
    )
    assert json.loads(gitlab_text(EMPTY)) == []


def test_equal_findings_are_told_apart() -> None:
    """Two findings with equal facts have fingerprints of their own."""
    issues = json.loads(gitlab_text(REPORT))
    assert len({one["fingerprint"] for one in issues}) == 3
