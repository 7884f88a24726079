"""Migrate other people's suites, and run them: `python -m benchmarks.migration`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.migration.running import Verdict, run_suite
from benchmarks.migration.writing import as_lines, as_table
from benchmarks.released.fetching import (
    NotRunnableError,
    python_of,
    source_of,
    version_of,
)
from benchmarks.released.options import parser_for
from benchmarks.released.starting import Place
from benchmarks.released.suites import RealSuite, read_suites

_PLUGIN = "pytest-asyncio"


def main(arguments: Sequence[str] | None = None) -> int:
    """Migrate and run the suites, print lines for each as it ends, then the table."""
    options = _parser().parse_args(arguments)
    verdicts = []
    for suite in read_suites("suites", options.suites):
        if suite.plugin[0].startswith(_PLUGIN) and not suite.here:
            verdicts.append(_measure(suite, options))
            print("\n".join(as_lines(verdicts[-1])), flush=True)
    table = "\n".join(as_table(verdicts))
    print(f"\n{table}")
    if options.table:
        options.table.write_text(f"{table}\n", encoding="utf-8")
    return 1 if any(one.void or one.faults() for one in verdicts) else 0


def _measure(suite: RealSuite, options: argparse.Namespace) -> Verdict:
    verdict = Verdict(suite.name)
    work = options.work
    try:
        source = source_of(suite, work)
        verdict.version = version_of(source)
        python = python_of(suite, source, work, options.loopwise)
        place = Place(suite, python, source, work, {})
        run_suite(place, options.loopwise, verdict)
    except NotRunnableError as error:
        verdict.void = str(error)
    return verdict


def _parser() -> argparse.ArgumentParser:
    kept = "does nothing here: all is run each time"
    parser = parser_for("migration", __doc__, "loopwise-released", kept)
    parser.add_argument("suites", nargs="*", help="names of suites; default: all")
    parser.add_argument("--table", type=Path, metavar="FILE", help="write the table")
    return parser


if __name__ == "__main__":
    sys.exit(main())
