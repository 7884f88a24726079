"""Runs a project's tests before and after its files were repaired."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from benchmarks.findings.projects import Project
from benchmarks.released.outcomes import ANSWER
from benchmarks.released.starting import OUTCOMES, Place, start
from benchmarks.released.suites import RealSuite

Outcomes = dict[str, str]
_OPTIONS = ("-p", "no:loopwise", "-p", OUTCOMES)


def outcomes_of(
    project: Project, copy: Path, python: Path, arguments: Sequence[str], work: Path
) -> Outcomes:
    """Run the tests of a copy with the plugin that its makers use.

    Raises:
        NotRunnableError: they do not end.
    """
    suite = RealSuite(project.name, "", project.name, (), arguments=tuple(arguments))
    answer = work / "outcomes.json"
    answer.unlink(missing_ok=True)
    paths = (work / "path", copy / "src", copy)
    more = {ANSWER: str(answer), "PYTHONPATH": os.pathsep.join(map(str, paths))}
    start(Place(suite, python, copy, work, {}), _OPTIONS, work / "log.txt", more)
    found: Outcomes = json.loads(answer.read_text("utf-8")) if answer.exists() else {}
    return found


def worse(before: Outcomes, after: Outcomes) -> list[str]:
    """Give the tests that came out well before and do not any more."""
    well = ("passed", "xfailed", "skipped")
    return sorted(
        one
        for one, was in before.items()
        if was in well and after.get(one, "gone") not in well
    )
