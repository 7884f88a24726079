"""What the checker found, as SARIF 2.1.0: for code scanning and editors."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from loopwise._version import __version__
from loopwise.model.finding import Finding, Repair, TextEdit
from loopwise.model.place import Place
from loopwise.model.report import Report, RuleFacts
from loopwise.report.diagnostic_text import render
from loopwise.report.finding_gitlab import fingerprint

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"


def sarif_text(report: Report, root: Path) -> str:
    """Write a log with one run; paths are relative to ``root`` where they can be."""
    codes = sorted({*report.rules, *(one.code for one in report.findings)})
    seen: dict[str, int] = {}
    run = {
        "tool": {
            "driver": {
                "name": "Loopwise",
                "version": __version__,
                "rules": [_rule(code, report.rules.get(code)) for code in codes],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"uri": f"{root.as_uri()}/"}},
        "invocations": [{"executionSuccessful": True}],
        "results": [_result(one, report, codes, root, seen) for one in report.findings],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=2) + "\n"


def _rule(code: str, facts: RuleFacts | None) -> dict[str, object]:
    if facts is None:
        return {"id": code}
    return {
        "id": code,
        "name": facts.name,
        "shortDescription": {"text": f"{facts.summary}."},
        "fullDescription": {"text": facts.page.partition("\n\n")[0].strip()},
        "help": {"text": facts.page, "markdown": facts.page},
        "defaultConfiguration": {"level": facts.level},
        "properties": {"tags": ["asyncio", "pytest", "testing"]},
    }


def _result(
    finding: Finding,
    report: Report,
    codes: Sequence[str],
    root: Path,
    seen: dict[str, int],
) -> dict[str, object]:
    diagnostic = finding.diagnostic
    found: dict[str, object] = {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": report.level_of(finding.code),
        "message": {"text": diagnostic.what, "markdown": _fenced(render(diagnostic))},
        "locations": [{"physicalLocation": _physical(finding.place, finding.end)}],
        "partialFingerprints": {"loopwise/v1": fingerprint(finding, seen)},
    }
    related = [
        {
            "id": number,
            "physicalLocation": _physical(step.place, None),
            "message": {"text": ", ".join(filter(None, (step.name, step.role)))},
        }
        for number, step in enumerate(diagnostic.path, 1)
        if step.name or step.role
    ]
    if len(diagnostic.path) > 1 and related:
        found["relatedLocations"] = related
    if finding.repair is not None and (fix := _fix(finding.repair, root)):
        found["fixes"] = [fix]
    return found


def _fenced(text: str) -> str:
    return f"```text\n{text}\n```"


def _physical(place: Place, end: Place | None) -> dict[str, object]:
    found: dict[str, object] = {"artifactLocation": _location(place.file)}
    if place.line:
        region = {"startLine": place.line}
        if place.column:
            region["startColumn"] = place.column
            if end is not None and end.line and end.column:
                region |= {"endLine": end.line, "endColumn": end.column}
        found["region"] = region
    return found


def _location(file: str) -> dict[str, str]:
    path = Path(file)
    if path.is_absolute():
        return {"uri": path.as_uri()}
    return {"uri": quote(path.as_posix()), "uriBaseId": _ROOT}


def _fix(repair: Repair, root: Path) -> dict[str, object] | None:
    """Write a repair; those of configuration files have no place in SARIF."""
    changes: dict[str, list[dict[str, object]]] = {}
    for edit in repair.edits:
        if not isinstance(edit, TextEdit):
            return None
        changes.setdefault(edit.file, []).append(
            {
                "deletedRegion": {
                    "charOffset": edit.start,
                    "charLength": edit.end - edit.start,
                },
                "insertedContent": {"text": edit.new},
            }
        )
    return {
        "description": {"text": repair.text},
        "artifactChanges": [
            {"artifactLocation": _relative(file, root), "replacements": replaced}
            for file, replaced in changes.items()
        ],
    }


def _relative(file: str, root: Path) -> dict[str, str]:
    path = Path(file)
    if path.is_relative_to(root):
        path = path.relative_to(root)
    return _location(str(path))
