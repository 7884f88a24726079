"""Measure what following code costs in planning: `python -m benchmarks.reach`."""

from __future__ import annotations

import argparse
import importlib.util
import json
import platform
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.process import run_module, telling_line
from benchmarks.reach_probe import ANSWER, ROUNDS
from benchmarks.reaching_suite import write_reaching
from benchmarks.rounds import Spread
from benchmarks.shares import PARTS

SIZES = (1_250, 2_500, 5_000, 10_000)
TESTS_PER_MODULE = 10
_HERE = Path(__file__).resolve().parents[1]
_PYTEST = ("pytest", "-q", "-p", "no:cacheprovider", "--collect-only")


@dataclass(slots=True)
class _Seen:
    """What the rounds of one size gave; `void` says why they do not count."""

    answer: dict[str, Any] = field(default_factory=dict)
    void: str = ""

    def spread(self) -> Spread:
        """Compare both ways of planning, each with the other of its round.

        The first round only warms the caches.
        """
        ratios = [a / b for a, b in self._pairs()]
        return Spread(median(ratios[1:]), min(ratios[1:]), max(ratios[1:]))

    def first(self) -> float:
        """Give the ratio of the round in which nothing was warm."""
        return self._pairs()[0][0] / self._pairs()[0][1]

    def _pairs(self) -> list[tuple[float, float]]:
        pairs = zip(self.answer["with"], self.answer["without"], strict=True)
        return list(pairs)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the ratio for each size of suite, then where the time goes."""
    options = _parser().parse_args(arguments)
    print(f"{platform.python_implementation()} {platform.python_version()}\n")
    print("Planning with following code, and without: an application's suite")
    print(f"{options.rounds} rounds in turn in one process; every plan was checked")
    print("processor time; at the right, what the time of following code goes into\n")
    parts = "".join(f"{part:>9}" for part in PARTS)
    print(
        f"{'tests':>8}{'modules':>9}{'collect s':>11}{'without s':>11}{'with s':>8}"
        f"{'times: median (low–high)':>26}{'first':>7}{'µs/test more':>14}{parts}"
    )
    correct = True
    web = importlib.util.find_spec("fastapi") is not None
    for tests in options.sizes or SIZES:
        correct &= _show(tests, options.rounds, web=False)
    if web:
        print("\nThe same with an app of FastAPI, which a tenth of the tests names:")
        for tests in (options.sizes or SIZES)[-2:]:
            correct &= _show(tests, options.rounds, web=True)
    else:
        print("\nSKIPPED: fastapi is not installed here: pip install fastapi")
    return 0 if correct else 1


def _show(tests: int, rounds: int, *, web: bool) -> bool:
    seen = _measure(tests, rounds, web=web)
    if seen.void:
        print(f"{tests:8}  void: {seen.void}", flush=True)
        return False
    found, ratio = seen.answer, seen.spread()
    without, following = median(found["without"][1:]), median(found["with"][1:])
    more = (following - without) / tests * 1e6
    parts = "".join(f"{found['shares'][part]:9.0%}" for part in PARTS)
    spread = f"{ratio.median:.2f} ({ratio.low:.2f}–{ratio.high:.2f})"
    print(
        f"{tests:8}{found['modules']:9}{found['collect']:11.2f}"
        f"{without:11.3f}{following:8.3f}"
        f"{spread:>26}{seen.first():7.2f}{more:14.1f}{parts}",
        flush=True,
    )
    return True


def _measure(tests: int, rounds: int, *, web: bool) -> _Seen:
    with tempfile.TemporaryDirectory(prefix="loopwise-bench-") as name:
        folder, answer = Path(name, "suite"), Path(name, "answer.json")
        wanted = write_reaching(folder, tests, tests // TESTS_PER_MODULE, web=web)
        more = {
            ANSWER: str(answer),
            ROUNDS: str(rounds + 1),
            "PYTHONPATH": str(_HERE),
        }
        done = run_module((*_PYTEST, "-p", "benchmarks.reach_probe"), folder, more)
        if done.code != 0 or not answer.exists():
            line = telling_line(done.output)
            return _Seen(void=f"exit code {done.code}: {line}")
        found = json.loads(answer.read_text(encoding="utf-8"))
    if Counter(found["loops"]) != wanted:
        return _Seen(void=f"planned {found['loops']}, wanted {dict(wanted)}")
    return _Seen(found)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m benchmarks.reach", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="default: %(default)s")
    parser.add_argument("--sizes", type=int, nargs="+", help="tests, in turn")
    return parser


if __name__ == "__main__":
    sys.exit(main())
