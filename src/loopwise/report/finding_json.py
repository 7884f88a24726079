"""What the checker found, as JSON for programs; its schema is published."""

from __future__ import annotations

import json
from importlib.resources import files

from loopwise._version import __version__
from loopwise.model.finding import Edit, Finding, KeyEdit, Repair, TextEdit
from loopwise.model.place import Place
from loopwise.model.report import Report
from loopwise.model.step import Step

FORMAT = 1
"""Goes up when a change would break a reader."""


def json_text(report: Report) -> str:
    """Write everything that was found as one JSON object."""
    found = {
        "format": FORMAT,
        "loopwise": __version__,
        "files": len(report.files),
        "lines": report.lines,
        "notes": list(report.notes),
        "findings": [_finding(one, report) for one in report.findings],
    }
    return json.dumps(found, indent=2) + "\n"


def schema() -> str:
    """Give the JSON schema of what ``json_text`` writes."""
    found = files("loopwise.report").joinpath("findings.schema.json")
    return found.read_text(encoding="utf-8")


def _finding(finding: Finding, report: Report) -> dict[str, object]:
    diagnostic = finding.diagnostic
    rule = report.rules.get(finding.code)
    end = finding.end
    return {
        "code": finding.code,
        "name": rule.name if rule else None,
        "what": diagnostic.what,
        "why": diagnostic.why,
        **_place(finding.place),
        "end": {"line": end.line, "column": end.column} if end else None,
        "path": [_step(one) for one in diagnostic.path],
        "fixes": [one.text for one in diagnostic.fixes],
        "repair": _repair(finding.repair) if finding.repair else None,
    }


def _place(place: Place) -> dict[str, object]:
    return {"file": place.file, "line": place.line, "column": place.column}


def _step(step: Step) -> dict[str, object]:
    return {
        "name": step.name,
        "role": step.role,
        "loop": step.loop,
        **_place(step.place),
    }


def _repair(repair: Repair) -> dict[str, object]:
    return {
        "text": repair.text,
        "is_safe": repair.is_safe,
        "edits": [_edit(one) for one in repair.edits],
    }


def _edit(edit: Edit) -> dict[str, object]:
    if isinstance(edit, TextEdit):
        place = {"file": edit.file, "start": edit.start, "end": edit.end}
        return {"kind": "text", **place, "new": edit.new}
    if isinstance(edit, KeyEdit):
        key = {"section": edit.section, "key": edit.key, "value": edit.value}
        return {"kind": "key", "file": edit.file, **key, "name": edit.name}
    return {
        "kind": "section",
        "file": edit.file,
        "section": edit.section,
        "name": edit.name,
    }
