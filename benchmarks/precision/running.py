"""Runs a suite with its own plugin, then under Loopwise with the observer."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from benchmarks.precision.fetching import ROOT, NotRunnableError
from benchmarks.precision.suites import RealSuite
from benchmarks.precision.watching import ANSWER, FREED

LIMIT_SECONDS = 900
_COMMON = ("-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist")
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


def run_suite(
    suite: RealSuite,
    python: Path,
    source: Path,
    work: Path,
    addresses: dict[str, str],
    *,
    loopwise: bool,
) -> dict[str, Any]:
    """Run all of a suite once, and give what was noted."""
    way = "loopwise" if loopwise else "own"
    answer = work / "answers" / f"{suite.name}.{way}.json"
    answer.parent.mkdir(parents=True, exist_ok=True)
    answer.unlink(missing_ok=True)
    if suite.here:
        # Its tests fail with pytest-asyncio: that is what they are there to show.
        loopwise = True
    given = [one.format_map(addresses) for one in suite.arguments]
    own = _FREE if loopwise else _OWN
    command = [str(python), "-m", "pytest", "-q", *_COMMON, *_OBSERVER, *own, *given]
    if suite.here:
        command.append(suite.here)
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")},
        **{k: v.format_map(addresses) for k, v in suite.environment},
        "PYTHONPATH": str(ROOT if suite.here else _only_benchmarks(work)),
        "PYTHONDONTWRITEBYTECODE": "1",
        ANSWER: str(answer),
    }
    if loopwise:
        environment[FREED] = "1"
    log = answer.with_suffix(".txt")
    with log.open("w", encoding="utf-8") as output:
        try:
            done = subprocess.run(
                command,
                cwd=source,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                timeout=LIMIT_SECONDS,
            )
        except subprocess.TimeoutExpired:
            raise NotRunnableError(f"did not end within {LIMIT_SECONDS} s") from None
    if not answer.exists():
        raise NotRunnableError(f"exit code {done.returncode}, see {log}")
    found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
    if not found["outcomes"]:
        raise NotRunnableError(f"no test ran, see {log}")
    return found


def _only_benchmarks(work: Path) -> Path:
    """Give a folder with nothing in it but this package: suites have `tests` too."""
    path = work / "path"
    path.mkdir(parents=True, exist_ok=True)
    link = path / "benchmarks"
    if not link.is_symlink():
        link.symlink_to(ROOT / "benchmarks")
    return path
