"""Measure what knowing who made what costs: `python -m benchmarks.explaining`."""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.rounds import CLOCKS, Outcome, Size, measure_shape
from benchmarks.runners import Runner
from benchmarks.shapes import SHAPES

HERE = Path(__file__).parents[1]
LEAST_ROUNDS = 5
_COMMAND = ("pytest", "-q", "-p", "no:cacheprovider", "-p", "loopwise")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run trivial async tests with explaining on and off, and print the ratios."""
    options = _parser().parse_args(arguments)
    off = dict(one.split("=", 1) for one in options.off)
    against = {**_source(options.against), **off}
    sides = [
        Runner("off", "loopwise", (*_COMMAND, *options.off_option), env=against),
        Runner("on", "loopwise", _COMMAND, env=_source(HERE)),
        # The same as the first: how far to trust the ratio between the others.
        Runner("off again", "loopwise", (*_COMMAND, *options.off_option), env=against),
    ]
    print(f"{platform.python_implementation()} {platform.python_version()}\n")
    if options.rounds < LEAST_ROUNDS:
        print(f"Fewer than {LEAST_ROUNDS} rounds: a trial, not a result.\n")
    size = Size(options.tests, options.rounds)
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory(prefix="loopwise-explaining-") as folder:
        for shape in SHAPES:
            if options.only and shape.name not in options.only:
                continue
            place = Path(folder, shape.name)
            outcomes.append(measure_shape(place, shape, sides, size, _say))
            print("\n".join(_lines(outcomes[-1])), end="\n\n", flush=True)
    return 1 if any(s.void for outcome in outcomes for s in outcome.series) else 0


def _lines(outcome: Outcome) -> Sequence[str]:
    off, *others = outcome.series
    lines = [f"{outcome.shape.name}: {outcome.shape.about}, {outcome.tests} tests"]
    for one in others:
        if void := one.void or off.void:
            lines.append(f"  {one.runner.name:<10} void: {void}")
            continue
        ratios = []
        for clock in CLOCKS:
            ratio = one.ratio(off, clock)
            spread = f"{ratio.median:.3f} ({ratio.low:.3f}-{ratio.high:.3f})"
            ratios.append(f"{clock} {spread}")
        extra = one.extra_per_test(off, outcome.tests)
        told = ", ".join(ratios)
        lines.append(f"  {one.runner.name:<10} {told}, {extra:+.1f} µs CPU per test")
    return lines


def _source(tree: Path) -> dict[str, str]:
    """Let Python import Loopwise from a source tree, before what is installed."""
    more = os.environ.get("PYTHONPATH", "")
    return {"PYTHONPATH": os.pathsep.join(filter(None, [str(tree / "src"), more]))}


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m benchmarks.explaining", description=__doc__
    )
    parser.add_argument(
        "--against",
        type=Path,
        default=HERE,
        metavar="DIR",
        help="the source tree of the other side; default: this one",
    )
    parser.add_argument(
        "--off",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a variable that switches explaining off; may be repeated",
    )
    parser.add_argument(
        "--off-option",
        action="append",
        default=[],
        metavar="OPTION",
        help="the same as an option of pytest: --off-option=--override-ini=KEY=VALUE",
    )
    parser.add_argument("--rounds", type=int, default=9, help="default: %(default)s")
    parser.add_argument("--tests", type=int, default=2000, help="default: %(default)s")
    parser.add_argument("--only", action="append", help="a shape; may be repeated")
    return parser


if __name__ == "__main__":
    sys.exit(main())
