"""Measure what planning costs, and its curve: `python -m benchmarks.planning`."""

from __future__ import annotations

import argparse
import gc
import platform
import sys
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

from benchmarks.blueprint import WIDTHS, Variety
from benchmarks.reading import show_reading
from benchmarks.synthetic import synthetic
from loopwise.model.plan import Plan
from loopwise.model.suite import Suite
from loopwise.plan.assign import assign
from loopwise.plan.diagnose import diagnose

SIZES = (5_000, 10_000, 20_000, 50_000)
LIVE_SIZES = (2_000, 5_000, 10_000)
VARIETIES: tuple[Variety, ...] = ("alike", "different")
_T = TypeVar("_T")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the curve of the planner alone, then of the live reader under pytest."""
    options = _parser().parse_args(arguments)
    print(f"{platform.python_implementation()} {platform.python_version()}\n")
    correct = True
    for variety in VARIETIES:
        print(f"The planner alone: ten fixtures per test, tests of a file {variety}")
        print(f"best of {options.rounds} rounds; every plan was checked\n")
        print(
            f"{'tests':>8}{'groups':>8}{'plan s':>9}{'µs/test':>9}{'no gc':>8}"
            f"{'conflicts s':>13}{'reasons s':>11}"
        )
        for tests in options.sizes or SIZES:
            correct &= _show(synthetic(tests, variety), options.rounds)
        print()
    if not options.no_live:
        correct &= show_reading(options.live_sizes or LIVE_SIZES, options.rounds)
    return 0 if correct else 1


def _show(suite: Suite, rounds: int) -> bool:
    planning, plan = _best(lambda: assign(suite), rounds)
    gc.disable()
    alone, _ = _best(lambda: assign(suite), rounds)
    gc.enable()
    checking, found = _best(lambda: diagnose(plan), rounds)
    tests = len(suite.tests)
    reasons, _ = _best(lambda: [plan.reason(i) for i in range(tests)], rounds)
    line = (
        f"{tests:8}{len(plan.groups):8}{planning:9.3f}{planning / tests * 1e6:9.1f}"
        f"{alone / tests * 1e6:8.1f}{checking:13.3f}{reasons:11.3f}"
    )
    right = not found and _is_right(plan)
    print(line if right else f"{line}  void: the plan is wrong", flush=True)
    return right


def _is_right(plan: Plan) -> bool:
    """See that each file got the loop scope that it was drawn for."""
    files = {one.place.file: i for i, one in enumerate(plan.suite.tests)}
    placed = [str(plan.placement(i).scope) for i in files.values()]
    return placed == [WIDTHS[n % len(WIDTHS)] for n in range(len(placed))]


def _best(call: Callable[[], _T], rounds: int) -> tuple[float, _T]:
    """Time a call: the shortest is the one that the machine disturbed least."""
    seconds = []
    for _ in range(rounds):
        gc.collect()
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return min(seconds), call()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m benchmarks.planning", description=__doc__
    )
    parser.add_argument("--rounds", type=int, default=5, help="default: %(default)s")
    parser.add_argument("--sizes", type=int, nargs="+", help="tests for the planner")
    parser.add_argument("--live-sizes", type=int, nargs="+", help="tests for pytest")
    parser.add_argument("--no-live", action="store_true", help="leave pytest out")
    return parser


if __name__ == "__main__":
    sys.exit(main())
