"""Starts one process and measures the whole of it, its own start included."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LIMIT_SECONDS = 900


@dataclass(frozen=True, slots=True)
class Done:
    """A process that has ended; `code` is None when it had to be stopped."""

    code: int | None
    output: str
    wall: float
    cpu: float


def run_module(
    command: Sequence[str], folder: Path, more: dict[str, str] | None = None
) -> Done:
    """Run a Python module in a folder; `more` is added to its environment."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    code: int | None = None
    try:
        done = subprocess.run(
            [sys.executable, "-m", *command],
            cwd=folder,
            env={**_environment(), **(more or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=LIMIT_SECONDS,
        )
        code, output = done.returncode, done.stdout
    except subprocess.TimeoutExpired:
        output = f"did not end within {LIMIT_SECONDS} s"
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Done(code, output, wall, cpu)


def telling_line(output: str) -> str:
    """Give the last line of an error, or the last line that says anything."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("INTERNALERROR>", "E  "))]
    return " ".join([*(errors[-1:]), *lines[-1:]]) or "no output"


def _environment() -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    # One hash seed for all: another seed is another order of sets and dict probes.
    return {**clean, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONHASHSEED": "0"}
