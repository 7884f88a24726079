"""Starts pytest on a suite, in the suite's own environment."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.released.fetching import ROOT, NotRunnableError
from benchmarks.released.suites import RealSuite

LIMIT_SECONDS = 900
OUTCOMES = "loopwise_outcomes"
"""The name for `-p` of the plugin that notes outcomes: suites have `benchmarks` too."""

# Nothing may differ between two runs but what is measured.
_COMMON = ("-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist")
# Without written bytecode pytest rewrites all of Loopwise, and the suite, in each run.
_NOT_HANDED_ON = ("PYTEST_", "PYTHONDONTWRITEBYTECODE")


@dataclass(frozen=True, slots=True)
class Spent:
    """What a process took, with those that it started and waited for."""

    wall: float
    cpu: float
    code: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a suite lies, and what runs it."""

    suite: RealSuite
    python: Path
    source: Path
    work: Path
    addresses: Mapping[str, str]


def start(
    at: Place, options: Sequence[str], log: Path, more: Mapping[str, str]
) -> Spent:
    """Run pytest on all of a suite once; its output goes to a file."""
    given = [one.format_map(at.addresses) for one in at.suite.arguments]
    command = [str(at.python), "-m", "pytest", "-q", *_COMMON, *options, *given]
    if at.suite.here:
        command.append(at.suite.here)
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith(_NOT_HANDED_ON)},
        **{k: v.format_map(at.addresses) for k, v in at.suite.environment},
        "PYTHONPATH": str(ROOT if at.suite.here else _only_ours(at.work)),
        **more,
    }
    log.parent.mkdir(parents=True, exist_ok=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    with log.open("w", encoding="utf-8") as output:
        try:
            done = subprocess.run(
                command,
                cwd=at.source,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                timeout=LIMIT_SECONDS,
            )
        except subprocess.TimeoutExpired:
            text = f"did not end within {LIMIT_SECONDS} s, see {log}"
            raise NotRunnableError(text) from None
    wall = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(wall, cpu, done.returncode)


def _only_ours(work: Path) -> Path:
    """Give a folder with nothing in it but this package: suites have `tests` too."""
    path = work / "path"
    path.mkdir(parents=True, exist_ok=True)
    links = {
        "benchmarks": ROOT / "benchmarks",
        f"{OUTCOMES}.py": ROOT / "benchmarks" / "released" / "outcomes.py",
    }
    for name, target in links.items():
        if not (path / name).is_symlink():
            (path / name).symlink_to(target)
    return path
