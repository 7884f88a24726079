"""Findings as JSON, and back: what the cache keeps.

Not pickled: a checked project may bring a cache with it, and none of it may run.
"""

from __future__ import annotations

from typing import Any

from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.finding import (
    Edit,
    Finding,
    KeyEdit,
    Repair,
    SectionEdit,
    TextEdit,
)
from loopwise.model.place import Place
from loopwise.model.step import Step

Stored = list[Any]
"""Lists, strings, numbers and null, as JSON has them."""

_EDITS: dict[str, type[Edit]] = {
    "text": TextEdit,
    "key": KeyEdit,
    "section": SectionEdit,
}


def stored(finding: Finding) -> Stored:
    """Write a finding as lists."""
    one = finding.diagnostic
    return [
        one.code,
        one.what,
        [[step.name, _place(step.place), step.role, step.loop] for step in one.path],
        one.why,
        [fix.text for fix in one.fixes],
        one.others,
        _place(finding.place),
        _place(finding.end) if finding.end else None,
        _repair(finding.repair) if finding.repair else None,
        finding.file,
    ]


def restored(kept: Stored) -> Finding:
    """Read a finding from what ``stored`` wrote.

    Raises:
        ValueError: it did not write this.
        TypeError: the same.
    """
    code, what, path, why, fixes, others, place, end, repair, file = kept
    steps = tuple(Step(n, Place(*at), role, loop) for n, at, role, loop in path)
    diagnostic = Diagnostic(
        code, what, steps, why, tuple(Fix(one) for one in fixes), others
    )
    return Finding(
        diagnostic,
        Place(*place),
        Place(*end) if end else None,
        _restored_repair(*repair) if repair else None,
        file,
    )


def _place(place: Place) -> Stored:
    return [place.file, place.line, place.column]


def _repair(repair: Repair) -> Stored:
    return [repair.text, [_edit(one) for one in repair.edits], repair.is_safe]


def _edit(edit: Edit) -> Stored:
    match edit:
        case TextEdit(file, start, end, new):
            return ["text", file, start, end, new]
        case KeyEdit(file, section, key, value, name):
            return ["key", file, section, key, value, name]
        case SectionEdit(file, section, name):
            return ["section", file, section, name]


def _restored_repair(text: str, edits: list[Stored], is_safe: bool) -> Repair:
    made = tuple(_EDITS[kind](*facts) for kind, *facts in edits)
    return Repair(text, made, is_safe)
