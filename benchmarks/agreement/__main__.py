"""Compare the plans of both readers: `python -m benchmarks.agreement`."""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.agreement.causes import read_causes
from benchmarks.agreement.comparing import compare
from benchmarks.agreement.from_source import source_plan
from benchmarks.agreement.live import Nowhere, live_plan
from benchmarks.agreement.suites import suites_to_compare
from benchmarks.agreement.writing import Verdict, as_lines, as_table, unexplained
from benchmarks.released.fetching import (
    NotRunnableError,
    python_of,
    source_of,
    version_of,
)
from benchmarks.released.options import parser_for
from benchmarks.released.starting import Place
from benchmarks.released.suites import RealSuite


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare the suites, print lines for each as it ends, then the table."""
    options = _parser().parse_args(arguments)
    causes = read_causes()
    print(f"{platform.python_implementation()} {platform.python_version()}\n")
    verdicts = []
    for suite in suites_to_compare(options.suites):
        verdict = _measure(suite, options)
        verdicts.append(verdict)
        print("\n".join(as_lines(verdict, causes)), flush=True)
    table = "\n".join(as_table(verdicts, causes))
    print(f"\n{table}")
    if options.table:
        options.table.write_text(f"{table}\n", encoding="utf-8")
    return 1 if unexplained(verdicts, causes) else 0


def _measure(suite: RealSuite, options: argparse.Namespace) -> Verdict:
    version = ""
    try:
        source = source_of(suite, options.work)
        version = version_of(source)
        python = (
            Path(sys.executable)
            if options.here
            else python_of(_shared(suite), source, options.work, options.loopwise)
        )
        place = Place(suite, python, source, options.work, Nowhere())
        live = live_plan(place)
        read = source_plan(place)
    except NotRunnableError as error:
        return Verdict(suite.name, version, void=str(error))
    return Verdict(suite.name, version, compare(live, read.plan), read.seconds)


def _shared(suite: RealSuite) -> RealSuite:
    """Let the documentation's examples have one environment."""
    return replace(suite, name=suite.name.partition("/")[0])


def _parser() -> argparse.ArgumentParser:
    kept = "nothing: environments are kept anyway"
    parser = parser_for("agreement", __doc__, "loopwise-released", kept)
    parser.add_argument("suites", nargs="*", help="names of suites; default: all")
    parser.add_argument(
        "--here",
        action="store_true",
        help="collect with this Python, whatever it has installed",
    )
    parser.add_argument("--table", type=Path, metavar="FILE", help="write the table")
    return parser


if __name__ == "__main__":
    sys.exit(main())
