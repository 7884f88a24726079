"""Compare async tests with their sync twin: `python -m benchmarks.run`."""

from __future__ import annotations

import argparse
import json
import platform
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.rounds import Outcome, Size, measure_shape
from benchmarks.runners import RUNNERS, SYNC_TWIN, Runner
from benchmarks.shapes import SHAPES
from benchmarks.table import as_data, as_text

LEAST_ROUNDS = 5
_NAMES = [thing.name for thing in (*SHAPES, *RUNNERS)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for, print a table per shape, and keep the data."""
    options = _parser().parse_args(arguments)
    shapes = [s for s in SHAPES if s.name in options.only] or list(SHAPES)
    wanted = [r for r in RUNNERS if r.name in options.only] or list(RUNNERS)
    runners = _installed([r for r in RUNNERS if r in wanted or r is SYNC_TWIN])
    print(versions(runners), end="\n\n")
    if options.rounds < LEAST_ROUNDS:
        print(f"Fewer than {LEAST_ROUNDS} rounds: a trial, not a result.\n")
    outcomes: list[Outcome] = []
    size = Size(options.tests, options.rounds)
    with tempfile.TemporaryDirectory(prefix="loopwise-bench-") as folder:
        for shape in shapes:
            place = Path(folder, shape.name)
            outcomes.append(measure_shape(place, shape, runners, size, _say))
            print(as_text(outcomes[-1]), end="\n\n", flush=True)
    for runner in runners:
        if runner.note:
            print(f"{runner.name}: {runner.note}.")
    if options.json:
        data = {
            "versions": versions(runners),
            "shapes": [as_data(outcome) for outcome in outcomes],
        }
        options.json.write_text(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
    return 1 if any(s.void for outcome in outcomes for s in outcome.series) else 0


def versions(runners: list[Runner]) -> str:
    """Name every version that took part, in one line."""
    found = {runner.package: runner.version() for runner in runners}
    python = f"{platform.python_implementation()} {platform.python_version()}"
    named = [f"{package} {version}" for package, version in found.items()]
    return ", ".join((python, *named))


def _installed(runners: list[Runner]) -> list[Runner]:
    here = [runner for runner in runners if runner.version() is not None]
    for package in dict.fromkeys(r.package for r in runners if r not in here):
        print(f"SKIPPED: {package} is not installed here: pip install {package}\n")
    return here


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m benchmarks.run", description=__doc__)
    parser.add_argument("--tests", type=int, default=2000, help="default: %(default)s")
    parser.add_argument("--rounds", type=int, default=LEAST_ROUNDS, help="default: 5")
    parser.add_argument(
        "--only",
        action="append",
        choices=_NAMES,
        default=[],
        metavar="NAME",
        help=f"a shape or runner, may be repeated: {', '.join(_NAMES)}",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep every sample")
    return parser


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
