"""Provoke every loop error and judge its report: `python -m benchmarks.explained`."""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.explained.families import (
    FAMILIES,
    NotHereError,
    Servers,
    chosen,
    version_of,
)
from benchmarks.explained.judging import Acquittal, Verdict, accused, judge
from benchmarks.explained.row import Innocent, Row
from benchmarks.explained.rows.innocents import INNOCENTS
from benchmarks.explained.writing import as_acquitted, as_line, as_lines, as_tables

TABLE = Path(__file__).parents[2] / "docs" / "explanation" / "_explained.md"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the rows, print lines for each as it ends, and write the tables."""
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.write and options.names:
        parser.error("the tables are written of all rows")
    print(f"{platform.python_implementation()} {platform.python_version()}\n")
    verdicts: dict[str, Verdict] = {}
    acquittals: list[Acquittal] = []
    with (
        tempfile.TemporaryDirectory(prefix="loopwise-explained-") as work,
        Servers() as servers,
    ):
        for number, row in enumerate(chosen(options.names)):
            verdict = _judged(row, Path(work, str(number)), servers)
            verdicts[row.name] = verdict
            print("\n".join(as_lines(verdict)), flush=True)
            if options.show:
                print(f"\n{verdict.text}\n", flush=True)
        for number, one in enumerate(() if options.names else INNOCENTS):
            acquittals.append(_tried(one, Path(work, f"i{number}"), servers))
            print(as_line(acquittals[-1]), flush=True)
    counted = [one for one in verdicts.values() if not one.void]
    right = sum(one.right for one in counted)
    wrongly = sum(bool(one.accused) for one in acquittals)
    print(f"\n{right} of {len(counted)} rows are right, {wrongly} wrongly accused")
    if options.write:
        families = {
            name: [verdicts[row.name] for row in rows]
            for name, rows in FAMILIES.items()
        }
        lines = (*as_tables(families), "", *as_acquitted(acquittals))
        TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 1 if wrongly or right < len(counted) else 0


def _judged(row: Row, directory: Path, servers: Servers) -> Verdict:
    try:
        env = servers.variables(row)
    except NotHereError as missing:
        return Verdict(row, void=str(missing))
    verdict = judge(row, directory, env)
    verdict.version = version_of(row)
    return verdict


def _tried(one: Innocent, directory: Path, servers: Servers) -> Acquittal:
    try:
        env = servers.variables(one)
    except NotHereError as missing:
        return Acquittal(one, void=str(missing))
    return Acquittal(one, version_of(one), accused=accused(one, directory, env))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        "python -m benchmarks.explained", description=__doc__
    )
    parser.add_argument(
        "names",
        nargs="*",
        help="words of which one is in a row's name, library or family; default: all",
    )
    parser.add_argument(
        "--show", action="store_true", help="print what each run printed"
    )
    parser.add_argument(
        "--write", action="store_true", help=f"write the tables to {TABLE.name}"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
