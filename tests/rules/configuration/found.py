"""What a rule about configuration finds in a few files, and what its repairs make."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from loopwise.fixes.config_edits import apply_config_edits
from loopwise.model.finding import Finding, KeyEdit, SectionEdit
from loopwise.model.runner import PYTEST_ASYNCIO, Runner
from loopwise.report.diagnostic_text import MOST_LINES, render
from loopwise.rules.checked import Checked
from loopwise.rules.rule import ProjectRule
from loopwise.static.project import read_project
from tests.static.files import write

THEIRS = Runner(PYTEST_ASYNCIO, None, "the test")


def found(
    directory: Path,
    rule: type[ProjectRule],
    files: Mapping[str, str],
    runner: Runner | None = THEIRS,
) -> list[Finding]:
    """Give the findings; without a runner by what the files declare."""
    write(directory, {".git/HEAD": "", **files})
    project = read_project(directory)
    if runner is not None:
        project = dataclasses.replace(project, runner=runner)
    return list(rule().check(Checked(project)))


def message(findings: list[Finding]) -> str:
    """Give the text of the one finding."""
    (one,) = findings
    text = render(one.diagnostic)
    assert len(text.splitlines()) <= MOST_LINES
    return text


def repaired(findings: list[Finding]) -> str:
    """Give the text of the one file that the one finding's repair is for."""
    (one,) = findings
    assert one.repair is not None
    path = Path(one.file)
    edits = [e for e in one.repair.edits if isinstance(e, (KeyEdit, SectionEdit))]
    assert {Path(edit.file) for edit in edits} == {path}
    return apply_config_edits(path.read_text("utf-8"), edits, path.name)
