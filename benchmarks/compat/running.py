"""Runs the suite of pytest-asyncio, and notes what became of its tests."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

from benchmarks.compat.noting import MESSAGES
from benchmarks.released.fetching import NotRunnableError
from benchmarks.released.outcomes import ANSWER
from benchmarks.released.starting import Place, start
from benchmarks.released.suites import RealSuite

# Its own source folder is not among them: no path may lead to that.
_PARTS = ("docs", "tests", "pyproject.toml")
_OPTIONS = (
    *("-p", "benchmarks.released.outcomes", "-p", "benchmarks.compat.noting"),
    "--continue-on-collection-errors",
    # The outcomes that a test compares, all of them.
    *("-o", "truncation_limit_lines=0", "-o", "truncation_limit_chars=0"),
)


@dataclass(frozen=True, slots=True)
class Run:
    """What became of the tests, by their ids."""

    outcomes: dict[str, str]
    messages: dict[str, str]
    """What those that failed said."""


def run_suite(
    suite: RealSuite, python: Path, source: Path, work: Path, way: str
) -> Run:
    """Run all tests once, in a fresh copy of what they need from the source."""
    place = Place(suite, python, _copied(source, work / "suites" / way), work, {})
    outcomes, messages = _answers(work, way)
    for answer in (outcomes, messages):
        answer.parent.mkdir(parents=True, exist_ok=True)
        answer.unlink(missing_ok=True)
    log = outcomes.with_suffix(".txt")
    spent = start(
        place, _OPTIONS, log, {ANSWER: str(outcomes), MESSAGES: str(messages)}
    )
    found = noted_before(work, way)
    if found is None:
        raise NotRunnableError(f"no test ran, exit code {spent.code}, see {log}")
    return found


def noted_before(work: Path, way: str) -> Run | None:
    """Give what an earlier run noted, if there was one."""
    answers = _answers(work, way)
    if not all(one.exists() for one in answers):
        return None
    found = Run(*(json.loads(one.read_text(encoding="utf-8")) for one in answers))
    return found if found.outcomes else None


def _answers(work: Path, way: str) -> tuple[Path, Path]:
    folder = work / "answers"
    return folder / f"{way}.json", folder / f"{way}.messages.json"


def _copied(source: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in _PARTS:
        part = source / name
        if part.is_dir():
            shutil.copytree(part, folder / name)
        else:
            shutil.copy(part, folder / name)
    return folder
