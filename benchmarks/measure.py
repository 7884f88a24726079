"""Measures one run of a written suite, and sees that it did what it should."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from benchmarks.process import Done, run_module, telling_line
from benchmarks.runners import Runner
from benchmarks.shapes import Shape
from benchmarks.suite import Tally, take_tally

_PASSED = re.compile(r"(\d+) passed")
_DURATION = re.compile(r" in (\d+(?:\.\d+)?)(ms|s)")
_TROUBLE = re.compile(r"\d+ (?:failed|errors?|skipped|xfailed|xpassed)\b")


@dataclass(frozen=True, slots=True)
class Sample:
    """What one run took, in seconds; `void` says why it does not count."""

    wall: float
    cpu: float
    reported: float
    void: str = ""


def run_once(runner: Runner, shape: Shape, folder: Path, tests: int) -> Sample:
    """Run a written suite once, and see that every test of it ran and passed."""
    done = run_module(runner.command, folder, runner.env)
    loops = shape.loops.expected(tests) if runner.dialect.is_async else 0
    void = _what_is_wrong(done, take_tally(folder), Tally(tests, loops))
    return Sample(done.wall, done.cpu, _reported(done.output), void)


def _what_is_wrong(done: Done, tally: Tally, wanted: Tally) -> str:
    passed = _PASSED.search(done.output)
    if done.code != 0 or passed is None or _TROUBLE.search(done.output):
        return f"exit code {done.code}: {telling_line(done.output)}"
    if int(passed[1]) != wanted.tests:
        return f"{passed[1]} of {wanted.tests} tests passed"
    if tally.tests != wanted.tests:
        return f"{wanted.tests} tests passed, {tally.tests} ran"
    if tally.loops != wanted.loops:
        return f"ran on {tally.loops} loops instead of {wanted.loops}"
    return ""


def _reported(output: str) -> float:
    durations = _DURATION.findall(output)
    if not durations:
        return 0.0
    number, unit = durations[-1]
    return float(number) / (1000 if unit == "ms" else 1)
