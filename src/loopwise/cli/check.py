"""``loopwise check``: the mistakes that can be found without running anything."""

from __future__ import annotations

import argparse
import dataclasses
import os
import sys
from pathlib import Path
from typing import Any

from loopwise.checking.check import check, facts_of
from loopwise.checking.chosen import settings_for
from loopwise.checking.options import Options
from loopwise.cli.arguments import (
    WrongCall,
    add_configuration,
    add_paths,
    add_selection,
    options_of,
)
from loopwise.cli.formats import FORMATS, PAINTED, TELLING
from loopwise.cli.output import COLORS, ProgressLine, tell, write
from loopwise.model.report import Report
from loopwise.report.finding_text import statistics

FOUND, WRONG = 1, 2


def add_command(commands: Any) -> None:
    """Add the subcommand to those of ``loopwise``."""
    parser = commands.add_parser(
        "check",
        help="find mistakes in tests and their configuration, without running them",
        epilog="exit code: 0 nothing found, 1 something found, 2 wrong call",
    )
    add_paths(parser)
    add_selection(parser)
    add_output(parser)
    add_configuration(parser)
    group = parser.add_argument_group("repair")
    group.add_argument(
        "--fix",
        action=argparse.BooleanOptionalAction,
        help="repair what can be, as `loopwise fix` does",
    )
    add_repair(group)
    parser.set_defaults(run=run)


def add_repair(group: Any) -> None:
    """Add how to repair."""
    group.add_argument(
        "--diff", action="store_true", help="show what would change, and change nothing"
    )
    group.add_argument(
        "--unsafe-fixes",
        action=argparse.BooleanOptionalAction,
        help="also those that may change what the code does",
    )


def add_output(parser: argparse.ArgumentParser) -> None:
    """Add how results are written."""
    group = parser.add_argument_group("output")
    group.add_argument("--output-format", choices=FORMATS, help="(default: text)")
    group.add_argument(
        "--output-file", metavar="FILE", help="write there, not to standard output"
    )
    group.add_argument(
        "--statistics", action="store_true", help="count the findings of each rule"
    )
    group.add_argument(
        "--show-files", action="store_true", help="list the files, and check nothing"
    )
    group.add_argument("--color", choices=COLORS, default="auto")
    group.add_argument(
        "-q", "--quiet", action="store_true", help="write findings only, no notes"
    )
    group.add_argument(
        "--exit-zero",
        action="store_true",
        help="exit with 0 also if something is found",
    )


def run(given: argparse.Namespace) -> int:
    """Check, and write what was found; the exit code says whether something was."""
    fixing = given.fix
    if fixing is None:
        options = options_of(given, Path.cwd())
        fixing = settings_for(options.directory, options).fix
    if fixing or given.diff:
        return _fixed(given)
    paths, options = asked(given)
    if given.show_files:
        return show_files(paths, options, given)
    report = checked(paths, options, given)
    show(report, options, given)
    return FOUND if report.findings and not given.exit_zero else 0


def _fixed(given: argparse.Namespace) -> int:
    from loopwise.cli import fix  # noqa: PLC0415  # only where it is asked for

    return fix.run(given)


def is_unsafe(given: argparse.Namespace, options: Options) -> bool:
    """Tell whether repairs are wanted that may change what the code does."""
    if given.unsafe_fixes is not None:
        return bool(given.unsafe_fixes)
    return settings_for(options.directory, options).unsafe_fixes


def asked(given: argparse.Namespace) -> tuple[list[Path], Options]:
    """Give the paths and options that the arguments name; read standard input.

    Raises:
        WrongCall: they contradict each other.
    """
    directory = Path.cwd()
    options = options_of(given, directory)
    if "-" not in given.paths:
        if given.stdin_filename:
            raise WrongCall("--stdin-filename is for standard input: add the path -")
        return [Path(one) for one in given.paths], options
    if len(given.paths) > 1:
        raise WrongCall("standard input (-) is checked alone")
    name = given.stdin_filename or "-.py"
    path = Path(os.path.abspath(directory / name))  # noqa: PTH100  # links stay as given
    content = sys.stdin.buffer.read()
    return [path], dataclasses.replace(options, extra={str(path): content})


def checked(paths: list[Path], options: Options, given: argparse.Namespace) -> Report:
    """Check, with progress on a terminal."""
    line = ProgressLine(sys.stderr)
    if given.quiet:
        line.is_shown = False
    try:
        return check(paths, options, progress=line)
    finally:
        line.clear()


def show(
    report: Report,
    options: Options,
    given: argparse.Namespace,
) -> None:
    """Write what was found, or what is left, and what else there is to say."""
    form = given.output_format
    if form is None:
        form = settings_for(options.directory, options).output_format
    is_read = form in PAINTED
    if given.statistics or form in TELLING:
        report = _with_rules(report)
    if given.statistics and is_read:
        text = statistics(report)
    elif is_read and given.quiet and not report.findings:
        text = ""
    else:
        text = FORMATS[form](report, options.directory)
    color = given.color if is_read else "never"
    write(text, color=color, file=given.output_file)
    if not given.quiet:
        for one in report.notes:
            tell(one)


def _with_rules(report: Report) -> Report:
    from loopwise.rules.registry import all_rules  # noqa: PLC0415  # it loads them all

    return dataclasses.replace(report, rules=facts_of(all_rules()))


def show_files(paths: list[Path], options: Options, given: argparse.Namespace) -> int:
    """List the files that would be checked."""
    report = check(paths, options, rules=())
    write("".join(f"{one}\n" for one in report.files), file=given.output_file)
    return 0
