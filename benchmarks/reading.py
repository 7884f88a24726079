"""Measures the live reader inside real pytest processes, next to collecting itself."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.drawing import write_drawn
from benchmarks.probe import ANSWER
from benchmarks.process import run_module, telling_line

_PYTEST = ("pytest", "-q", "-p", "no:cacheprovider")
_WAYS = {
    "plain": (*_PYTEST, "--collect-only"),
    "probed": (*_PYTEST, "--collect-only", "-p", "benchmarks.probe"),
    "loopwise": (*_PYTEST, "--collect-only", "-p", "loopwise"),
    "planned": (*_PYTEST, "-p", "loopwise", "--loop-plan=json"),
}
_HERE = Path(__file__).resolve().parents[1]


@dataclass(slots=True)
class _Seen:
    """What the rounds of one size gave; `void` says why they do not count."""

    inside: list[dict[str, Any]] = field(default_factory=list)
    cpu: dict[str, list[float]] = field(default_factory=dict)
    void: str = ""


def show_reading(sizes: Iterable[int], rounds: int) -> bool:
    """Print what reading and planning add to collecting, for each size of suite."""
    print("In pytest: ten fixtures per test, tests of a file alike")
    print(f"medians of {rounds} interleaved rounds\n")
    print(f"{'':8}{'inside one process, seconds':>34}{'whole process, CPU s':>37}")
    print(
        f"{'tests':>8}{'collect':>9}{'read':>8}{'plan':>8}{'µs/test':>9}"
        f"{'collect':>11}{'+ loopwise':>12}{'--loop-plan':>14}"
    )
    correct = True
    for tests in sizes:
        seen = _rounds(tests, rounds)
        correct &= not seen.void
        void = f"  void: {seen.void}"
        print(f"{tests:8}{void if seen.void else _row(seen, tests)}", flush=True)
    return correct


def _rounds(tests: int, rounds: int) -> _Seen:
    seen = _Seen(cpu={way: [] for way in _WAYS})
    with tempfile.TemporaryDirectory(prefix="loopwise-bench-") as name:
        folder, answer = Path(name, "suite"), Path(name, "answer.json")
        loops = write_drawn(folder, tests, "alike")
        more = {ANSWER: str(answer), "PYTHONPATH": str(_HERE)}
        for number in range(rounds + 1):
            for way, command in _WAYS.items():
                done = run_module(command, folder, more)
                if done.code != 0:
                    line = telling_line(done.output)
                    return _Seen(void=f"{way}, exit code {done.code}: {line}")
                if number:  # the first round only warms the byte code
                    seen.cpu[way].append(done.cpu)
            seen.inside.append(json.loads(answer.read_text(encoding="utf-8")))
    planned = seen.inside[-1]["loops"]
    if planned != loops:
        seen.void = f"planned {planned}, drawn {loops}"
    return seen


def _row(seen: _Seen, tests: int) -> str:
    collect, read, plan = (
        median(one[what] for one in seen.inside) for what in ("collect", "read", "plan")
    )
    plain, loopwise, planned = (
        median(seen.cpu[way]) for way in ("plain", "loopwise", "planned")
    )
    per_test = (read + plan) / tests * 1e6
    return (
        f"{collect:9.2f}{read:8.3f}{plan:8.3f}{per_test:9.1f}"
        f"{plain:11.2f}{loopwise:12.2f}{planned:14.2f}"
    )
