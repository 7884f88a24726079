"""Measures `loopwise check` against flake8-async and ruff's ASYNC rules.

    python -m benchmarks.checking TREE [--rounds 3] [--jobs 2]

All of them read one copy of the tree, in turns, so that what else the machine does
concerns all alike. The median counts, on the clock and of what processors worked.
Nothing has a cache, but for the second run of Loopwise.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

LOOPWISE = "loopwise check"
CACHED = "loopwise check, second run"
FLAKE8 = "flake8 with flake8-async"
STANDALONE = "flake8-async alone"
RUFF = "ruff's ASYNC rules"

Seconds = tuple[float, float]
"""On the clock, and of the processors."""


def main() -> int:
    """Measure, and print lines per second and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tree", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        tree = Path(name, "tree")
        count = copy(given.tree, tree)
        print(f"{count:,} lines of Python, {given.jobs} processes")
        seconds = measured(tree, given.rounds, given.jobs)
    show(seconds, count)
    return 0


def copy(source: Path, target: Path) -> int:
    """Copy the Python and configuration files of a tree; give its lines."""
    kept = {".py", ".toml", ".ini", ".cfg", ".txt"}
    count = 0
    for path in source.rglob("*"):
        inside = path.relative_to(source)
        hidden = any(part.startswith(".") for part in inside.parts)
        if hidden or path.suffix not in kept or not path.is_file():
            continue
        there = target / inside
        there.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, there)
        if path.suffix == ".py":
            count += path.read_bytes().count(b"\n")
    return count


def measured(tree: Path, rounds: int, jobs: int) -> dict[str, list[Seconds]]:
    """Run everything in turns."""
    runs = dict(runs_on(tree, jobs))
    seconds: dict[str, list[Seconds]] = {name: [] for name in runs}
    for number in range(rounds):
        for name, run in runs.items():
            print(f"round {number + 1}: {name}", file=sys.stderr, flush=True)
            begun, worked = time.perf_counter(), processors()
            run()
            passed = time.perf_counter() - begun
            seconds[name].append((passed, processors() - worked))
    return seconds


def processors() -> float:
    """Give how long processors have worked for the processes that were started."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def runs_on(tree: Path, jobs: int) -> list[tuple[str, Callable[[], None]]]:
    """Give what can be run here."""
    python = [sys.executable, "-m"]
    check = [*python, "loopwise", "check", "--statistics", "--jobs", str(jobs), "."]
    found = [(LOOPWISE, lambda: run(tree, *check, "--no-cache"))]
    run(tree, *check)  # fills the cache
    found.append((CACHED, lambda: run(tree, *check)))
    if find_spec("flake8_async"):
        flake8 = [*python, "flake8", "--isolated", "--select", "ASYNC", "-q", "-q"]
        if find_spec("flake8"):
            found.append((FLAKE8, lambda: run(tree, *flake8, "-j", str(jobs), ".")))
        alone = [*python, "flake8_async"]
        found.append((STANDALONE, lambda: run(tree, *alone, *files(tree))))
    if find_spec("ruff"):
        ruff = [*python, "ruff", "check", "--isolated", "--no-cache", "-q"]
        found.append(
            (RUFF, lambda: run(tree, *ruff, "--select", "ASYNC", "--statistics", "."))
        )
    return found


def files(tree: Path) -> list[str]:
    """List the sources, for a command that finds none itself."""
    return [str(one.relative_to(tree)) for one in sorted(tree.rglob("*.py"))]


def run(tree: Path, *command: str) -> None:
    """Run a command to its end; that it finds something is no error."""
    done = subprocess.run(command, cwd=tree, capture_output=True, check=False)
    if done.returncode not in (0, 1) or b"Traceback" in done.stderr:
        sys.exit(f"{' '.join(command[:6])}: {done.stderr.decode()[-500:]}")


def show(seconds: dict[str, list[Seconds]], lines: int) -> None:
    """Print the medians, and how many times as long as Loopwise each took."""
    ours = [statistics.median(one) for one in zip(*seconds[LOOPWISE], strict=True)]
    head = ("seconds", "of processors", "lines/s", "× Loopwise", "of processors")
    print(f"{'':28}" + "".join(f"{one:>15}" for one in head))
    for name, measured in seconds.items():
        clock, work = (statistics.median(one) for one in zip(*measured, strict=True))
        print(
            f"{name:28}{clock:15.2f}{work:15.2f}{lines / clock:15,.0f}"
            f"{clock / ours[0]:15.2f}{work / ours[1]:15.2f}"
        )


if __name__ == "__main__":
    sys.exit(main())
