"""What a run found, as entries of the cache, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loopwise.checking.file_result import FileResult
from loopwise.checking.key import is_changed
from loopwise.checking.listing import Listed, listed
from loopwise.checking.stored import restored, stored
from loopwise.model.finding import Finding

_BROKEN = (ValueError, TypeError, KeyError, AttributeError, IndexError)
"""What reading an entry may raise that something else wrote."""


@dataclass(slots=True)
class ProjectResult:
    """What one project gave; paths in findings are relative to its rootdir."""

    root: Path
    findings: list[Finding] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    lines: int = 0
    tests: int = 0
    depends: list[list[str | int]] = field(default_factory=list)
    """What else it depends on: files, with what tells whether they have changed."""
    is_replayed: bool = False


def run_entry(result: ProjectResult) -> dict[str, Any]:
    """Write what a run found, and the other files that this depends on."""
    return {
        "root": str(result.root),
        "findings": [stored(one) for one in result.findings],
        "files": result.files,
        "lines": result.lines,
        "tests": result.tests,
        "depends": result.depends,
    }


def known_run(kept: Mapping[str, Any] | None) -> ProjectResult | None:
    """Give what an earlier run found, if all is as it was."""
    if kept is None:
        return None
    try:
        if is_changed(kept["depends"]):
            return None
        return ProjectResult(
            Path(kept["root"]),
            [restored(one) for one in kept["findings"]],
            [str(one) for one in kept["files"]],
            int(kept["lines"]),
            int(kept["tests"]),
            is_replayed=True,
        )
    except _BROKEN:
        return None


def file_entry(file: Listed, found: FileResult) -> dict[str, Any]:
    """Write what was found in one file."""
    return {
        "facts": file.facts,
        "findings": [stored(one) for one in found.findings],
        "lines": found.lines,
        "is_test": found.is_test,
        "depends": [listed(one).facts for one in found.depends],
    }


def known_file(file: Listed, kept: Mapping[str, Any] | None) -> FileResult | None:
    """Give what an earlier run found in a file, if all is as it was."""
    if kept is None or file.modified < 0:
        return None
    try:
        if kept["facts"] != file.facts or is_changed(kept["depends"]):
            return None
        return FileResult(
            file.path,
            tuple(restored(one) for one in kept["findings"]),
            int(kept["lines"]),
            bool(kept["is_test"]),
            tuple(str(one[0]) for one in kept["depends"]),
        )
    except _BROKEN:
        return None
