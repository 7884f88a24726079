"""Tries many seeds, spread over processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

from tests.property.generate import generate
from tests.property.project import Project
from tests.property.trial import Failure
from tests.property.write import PROBES, files_of

ROOT = Path(__file__).parents[2]
BATCH = 25
"""Suites for each process: starting one costs as much as running a few."""


def try_seeds(first: int, count: int, jobs: int) -> Iterator[tuple[int, list[Failure]]]:
    """Give each seed with what is wrong with its suite, as soon as it is known."""
    pool = ThreadPoolExecutor(jobs)
    try:
        waiting = [
            pool.submit(_batch, start, min(BATCH, first + count - start))
            for start in range(first, first + count, BATCH)
        ]
        for done in as_completed(waiting):
            yield from done.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _batch(first: int, count: int) -> list[tuple[int, list[Failure]]]:
    # What is set for the pytest around this one is not meant for those in there.
    outer = {name: os.environ[name] for name in os.environ if "PYTEST" not in name}
    done = subprocess.run(
        [sys.executable, "-m", "tests.property.worker", str(first), str(count)],
        cwd=ROOT,
        env=outer,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    found: list[tuple[int, list[Failure]]] = []
    for line in done.stdout.splitlines():
        result = json.loads(line)
        found.append((result["seed"], [Failure(**one) for one in result["failures"]]))
    if done.returncode or len(found) < count:
        died = first + len(found)
        text = f"the process ended with {done.returncode}: {done.stderr[-4000:]}"
        found.append((died, [Failure(died, "", "survives", text)]))
    return found


def explain(failures: list[Failure]) -> str:
    """Say what is wrong with the suite of a seed, and show it."""
    seed = failures[0].seed
    lines = [str(failure) for failure in failures[:5]]
    if len(failures) > 5:
        lines.append(f"... and {len(failures) - 5} more")
    lines.append(f"(python -m tests.property.shrink {seed} makes it smaller)")
    return "\n".join([*lines, show(generate(seed))])


def show(project: Project) -> str:
    """Give the files of a suite as one text."""
    lines = []
    for name, text in files_of(project).items():
        if name not in PROBES and text.strip():
            lines += [f"--- {name}", text]
    return "\n".join(lines)
