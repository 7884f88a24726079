"""``loopwise fix``: what `check` finds, repaired where it can be."""

from __future__ import annotations

import argparse
import difflib
import sys
import tokenize
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from loopwise.checking.fix import Fixed, fix
from loopwise.checking.migrating import migrating
from loopwise.cli import check
from loopwise.cli.arguments import add_configuration, add_paths, add_selection
from loopwise.cli.output import ProgressLine, tell, write
from loopwise.fixes.files import replace_file
from loopwise.model.place import shorten
from loopwise.report.finding_text import counted
from loopwise.rules.registry import all_rules, migration_rules
from loopwise.rules.rule import Rule


def add_command(commands: Any) -> None:
    """Add the subcommand to those of ``loopwise``."""
    parser = commands.add_parser(
        "fix",
        help="repair what `check` finds",
        epilog="exit code: 0 nothing is left, 1 something is left, 2 wrong call",
    )
    add_paths(parser)
    repair = parser.add_argument_group("repair")
    check.add_repair(repair)
    repair.add_argument(
        "--migrate",
        action="store_true",
        help="leave pytest-asyncio for Loopwise: remove marks, decorators and settings "
        "that are not needed any more",
    )
    add_selection(parser)
    check.add_output(parser)
    add_configuration(parser)
    parser.set_defaults(run=run)


def run(given: argparse.Namespace, rules: Sequence[type[Rule]] | None = None) -> int:
    """Repair, and write what is left; the exit code says whether something is.

    Args:
        given: The arguments.
        rules: Those there are, if not all of Loopwise's.
    """
    paths, options = check.asked(given)
    if given.show_files:
        return check.show_files(paths, options, given)
    if getattr(given, "migrate", False):  # `check --fix` has no such option
        rules = [*(all_rules() if rules is None else rules), *migration_rules()]
        options = migrating(options)
    line = ProgressLine(sys.stderr)
    if given.quiet:
        line.is_shown = False
    is_unsafe = check.is_unsafe(given, options)
    try:
        fixed = fix(paths, options, rules, is_unsafe=is_unsafe, progress=line)
    finally:
        line.clear()
    for one in fixed.notes:
        tell(one)
    if given.diff:
        text = diff(fixed, options.directory)
        write(text, color="never", file=given.output_file)
        if not given.quiet and fixed.contents:
            files = counted(len(fixed.contents), "file")
            tell(f"would make {counted(fixed.made, 'repair')} in {files}")
        return 1 if text and not given.exit_zero else 0
    if options.extra:
        return _to_output(fixed, options.extra, given)
    refused = _in_place(fixed)
    check.show(fixed.after, options, given)
    if not given.quiet and fixed.contents:
        files = counted(len(fixed.contents) - refused, "file")
        tell(f"made {counted(fixed.made, 'repair')} in {files}")
    left = bool(fixed.after.findings) or bool(refused)
    return check.FOUND if left and not given.exit_zero else 0


def diff(fixed: Fixed, directory: Path) -> str:
    """Show what would change, as `patch` takes it."""
    parts: list[str] = []
    for path, (was, new) in sorted(fixed.contents.items()):
        name = shorten(str(path), str(directory))
        lines = difflib.unified_diff(
            _lines(was, path), _lines(new, path), name, name, lineterm="\n"
        )
        for one in lines:
            ending = "" if one.endswith("\n") else "\n\\ No newline at end of file\n"
            parts.append(one + ending)
    return "".join(parts)


def _lines(content: bytes, path: Path) -> list[str]:
    encoding = "utf-8"
    if path.suffix == ".py":
        encoding, _ = tokenize.detect_encoding(BytesIO(content).readline)
    text = content.decode(encoding, "replace")
    lines = text.split("\n")
    return [f"{one}\n" for one in lines[:-1]] + [lines[-1]] * bool(lines[-1])


def _in_place(fixed: Fixed) -> int:
    """Put the repaired files in place; give how many could not be."""
    refused = 0
    for path, (was, new) in sorted(fixed.contents.items()):
        try:
            replace_file(path, was, new)
        except OSError as error:
            tell(f"{path} was not repaired: {error}")
            refused += 1
    return refused


def _to_output(
    fixed: Fixed, extra: Mapping[str, bytes], given: argparse.Namespace
) -> int:
    """Write the repaired source to standard output, and what is left beside it."""
    ((name, content),) = extra.items()
    _, new = fixed.contents.get(Path(name), (content, content))
    sys.stdout.flush()
    sys.stdout.buffer.write(new)
    sys.stdout.buffer.flush()
    if not given.quiet:
        for one in fixed.after.findings:
            tell(f"{one.place}: {one.code} {one.diagnostic.what}")
    return check.FOUND if fixed.after.findings and not given.exit_zero else 0
