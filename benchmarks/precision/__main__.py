"""Measure how precise plans are on real suites: `python -m benchmarks.precision`."""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.precision.judging import Verdict, judge
from benchmarks.precision.running import noted_before, run_suite
from benchmarks.precision.writing import as_lines, as_table
from benchmarks.released.fetching import (
    NotRunnableError,
    python_of,
    source_of,
    version_of,
)
from benchmarks.released.options import parser_for
from benchmarks.released.services import running
from benchmarks.released.starting import Place
from benchmarks.released.suites import RealSuite, read_suites


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suites, print a line for each as it ends, then the table."""
    options = _parser().parse_args(arguments)
    if not hasattr(sys, "monitoring"):
        print("Python 3.12 or later is needed: it says which functions run")
        return 2
    wanted = read_suites("precision", options.suites)
    print(f"{platform.python_implementation()} {platform.python_version()}\n")
    verdicts = []
    for suite in wanted:
        verdict = _measure(suite, options)
        verdicts.append(verdict)
        print("\n".join(as_lines(verdict)), end="\n\n", flush=True)
    print("\n".join(as_table(verdicts)))
    if options.json:
        data = [
            {"suite": one.name, "tests": one.tests, "too_wide": one.too_wide}
            for one in verdicts
        ]
        options.json.write_text(json.dumps(data, indent=1), encoding="utf-8")
    return 1 if any(one.void or one.too_narrow for one in verdicts) else 0


def _measure(suite: RealSuite, options: argparse.Namespace) -> Verdict:
    verdict, work = Verdict(suite.name, about=suite.about), options.work
    try:
        source = source_of(suite, work)
        verdict.version = version_of(source)
        python = python_of(suite, source, work, options.loopwise)
        own = noted_before(suite, work) if options.keep else None
        if own is None:
            with running(suite.services) as at:
                place = Place(suite, python, source, work, at)
                own = run_suite(place, loopwise=False)
        with running(suite.services) as at:
            place = Place(suite, python, source, work, at)
            found = run_suite(place, loopwise=True)
    except NotRunnableError as error:
        verdict.void = str(error)
        return verdict
    judge(verdict, own, found)
    return verdict


def _parser() -> argparse.ArgumentParser:
    kept = "keep what earlier runs without Loopwise gave, and run with it only"
    parser = parser_for("precision", __doc__, "loopwise-precision", kept)
    parser.add_argument("suites", nargs="*", help="names of suites; default: all")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep what was found")
    return parser


if __name__ == "__main__":
    sys.exit(main())
