"""Run other people's suites under Loopwise: `python -m benchmarks.suites`."""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.released.fetching import (
    NotRunnableError,
    python_of,
    source_of,
    version_of,
)
from benchmarks.released.options import parser_for
from benchmarks.released.starting import Place
from benchmarks.released.suites import RealSuite, read_suites
from benchmarks.suites.causes import read_causes
from benchmarks.suites.running import ROUNDS, run_suite
from benchmarks.suites.verdicts import Verdict, judge, kept
from benchmarks.suites.writing import as_lines, as_table, unexplained


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the suites, print lines for each as it ends, then the table."""
    options = _parser().parse_args(arguments)
    causes = read_causes()
    print(f"{platform.python_implementation()} {platform.python_version()}\n")
    verdicts = []
    for suite in read_suites("suites", options.suites):
        verdict = kept(suite, options.work / "verdicts") if options.keep else None
        if verdict is None:
            verdict = _measure(suite, options)
            verdict.keep(options.work / "verdicts")
        verdicts.append(verdict)
        print("\n".join(as_lines(verdict, causes)), flush=True)
    table = "\n".join(as_table(verdicts, causes))
    print(f"\n{table}")
    if options.table:
        options.table.write_text(f"{table}\n", encoding="utf-8")
    void = any(one.void for one in verdicts)
    return 1 if void or unexplained(verdicts, causes) else 0


def _measure(suite: RealSuite, options: argparse.Namespace) -> Verdict:
    verdict = Verdict(suite.name, suite.about, plugin=suite.plugin[0])
    work = options.work
    try:
        source = source_of(suite, work)
        verdict.version = version_of(source)
        python = python_of(suite, source, work, options.loopwise)
        place = Place(suite, python, source, work, {})
        judge(verdict, run_suite(place, options.rounds))
    except NotRunnableError as error:
        verdict.void = str(error)
    return verdict


def _parser() -> argparse.ArgumentParser:
    kept = "take what earlier runs found, and run what is missing"
    parser = parser_for("suites", __doc__, "loopwise-released", kept)
    parser.add_argument("suites", nargs="*", help="names of suites; default: all")
    parser.add_argument(
        "--rounds",
        type=int,
        default=ROUNDS,
        help="runs each way of suites below half a minute; default: %(default)s",
    )
    parser.add_argument("--table", type=Path, metavar="FILE", help="write the table")
    return parser


if __name__ == "__main__":
    sys.exit(main())
