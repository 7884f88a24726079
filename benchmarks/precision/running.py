"""Runs a suite with its own plugin, then under Loopwise with the observer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.precision.watching import ANSWER, FREED
from benchmarks.released.fetching import NotRunnableError
from benchmarks.released.starting import Place, start
from benchmarks.released.suites import RealSuite

_OWN = ("-p", "no:loopwise")
# Whatever wider loops a suite has chosen: the plan has to find them by itself.
_FREE = (
    *("-o", "asyncio_default_test_loop_scope=function"),
    *("-o", "asyncio_default_fixture_loop_scope=function"),
)
_OBSERVER = ("-p", "benchmarks.precision.observer")


def noted_before(suite: RealSuite, work: Path) -> dict[str, Any] | None:
    """Give what an earlier run with the suite's own plugin noted, if there was one."""
    answer = work / "answers" / f"{suite.name}.own.json"
    if not answer.exists():
        return None
    found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    return found if found["outcomes"] else None


def run_suite(at: Place, *, loopwise: bool) -> dict[str, Any]:
    """Run all of a suite once, and give what was noted."""
    way = "loopwise" if loopwise else "own"
    answer = at.work / "answers" / f"{at.suite.name}.{way}.json"
    answer.parent.mkdir(parents=True, exist_ok=True)
    answer.unlink(missing_ok=True)
    if at.suite.here:
        # Its tests fail with pytest-asyncio: that is what they are there to show.
        loopwise = True
    options = (*_OBSERVER, *(_FREE if loopwise else _OWN))
    more = {"PYTHONDONTWRITEBYTECODE": "1", ANSWER: str(answer)}
    if loopwise:
        more[FREED] = "1"
    log = answer.with_suffix(".txt")
    spent = start(at, options, log, more)
    if not answer.exists():
        raise NotRunnableError(f"exit code {spent.code}, see {log}")
    found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    if not found["outcomes"]:
        raise NotRunnableError(f"no test ran, see {log}")
    return found
