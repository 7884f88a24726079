"""What the checker found, as GitLab's report of code quality."""

from __future__ import annotations

import hashlib
import json

from loopwise.model.finding import Finding
from loopwise.model.report import Report

SEVERITIES = {"error": "major", "warning": "minor"}
"""GitLab's words for ours."""


def gitlab_text(report: Report) -> str:
    """Write a list of issues."""
    seen: dict[str, int] = {}
    found = [
        _issue(one, SEVERITIES[report.level_of(one.code)], seen)
        for one in report.findings
    ]
    return json.dumps(found, indent=2) + "\n"


def fingerprint(finding: Finding, seen: dict[str, int]) -> str:
    """Name a finding so that it keeps its name when lines above it change.

    ``seen`` tells equal ones apart by their order.
    """
    facts = f"{finding.place.file}\0{finding.code}\0{finding.diagnostic.what}"
    number = seen[facts] = seen.get(facts, 0) + 1
    return hashlib.sha256(f"{facts}\0{number}".encode(errors="replace")).hexdigest()


def _issue(finding: Finding, severity: str, seen: dict[str, int]) -> dict[str, object]:
    place = finding.place
    end = finding.end or place
    return {
        "description": f"{finding.code}: {finding.diagnostic.what}",
        "check_name": finding.code,
        "fingerprint": fingerprint(finding, seen),
        "severity": severity,
        "location": {
            "path": place.file,
            "positions": {
                "begin": {"line": max(place.line, 1), "column": max(place.column, 1)},
                "end": {"line": max(end.line, 1), "column": max(end.column, 1)},
            },
        },
    }
