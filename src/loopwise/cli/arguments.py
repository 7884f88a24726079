"""The arguments that `check` and `fix` share, and what they ask for."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from loopwise.checking.errors import CheckError
from loopwise.checking.options import Options
from loopwise.model.runner import RUNNERS


class WrongCall(CheckError):
    """The command was called in a way that means nothing."""


def add_paths(parser: argparse.ArgumentParser) -> None:
    """Add what is looked at."""
    parser.add_argument(
        "paths",
        nargs="*",
        default=["."],
        metavar="PATH",
        help="files and directories (default: the current one); - is standard input",
    )
    parser.add_argument(
        "--stdin-filename",
        metavar="FILE",
        help="what the file on standard input is called: it decides the project, "
        "and whether it is a test",
    )


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Add what is looked for."""
    group = parser.add_argument_group("which rules")
    for name, text in (
        ("--select", "rules that are asked: codes, their beginnings, or names"),
        ("--extend-select", "rules that are asked besides"),
        ("--ignore", "rules that are not asked"),
        ("--extend-ignore", "rules that are not asked, besides"),
    ):
        group.add_argument(name, action="append", metavar="RULES", help=text)
    group.add_argument(
        "--per-file-ignores",
        action="append",
        metavar="PATTERN:RULES",
        help="rules that are not asked for the files that match",
    )


def add_configuration(parser: argparse.ArgumentParser) -> None:
    """Add where settings come from, and how the work is done."""
    group = parser.add_argument_group("settings and speed")
    group.add_argument("--config", metavar="FILE", help="a TOML file with settings")
    group.add_argument(
        "--isolated", action="store_true", help="use no [tool.loopwise] settings"
    )
    group.add_argument(
        "--runner",
        choices=RUNNERS,
        help="the plugin that runs the async tests (default: as the project says)",
    )
    group.add_argument(
        "--exclude",
        action="append",
        metavar="PATTERNS",
        help="files and directories that are left out",
    )
    group.add_argument(
        "--no-cache", action="store_true", help="neither use nor write the cache"
    )
    group.add_argument("--cache-dir", metavar="DIR", help="where the cache is")
    group.add_argument(
        "-j",
        "--jobs",
        type=int,
        default=0,
        metavar="N",
        help="processes at most (default: one for each processor)",
    )


def options_of(given: argparse.Namespace, directory: Path) -> Options:
    """Give what the arguments ask for.

    Raises:
        WrongCall: they contradict each other, or are none.
    """
    if given.jobs < 0:
        raise WrongCall("--jobs takes a number from 0")
    if given.config and given.isolated:
        raise WrongCall("--config and --isolated contradict each other")
    return Options(
        directory=directory,
        select=None if given.select is None else _listed(given.select),
        extend_select=_listed(given.extend_select),
        ignore=None if given.ignore is None else _listed(given.ignore),
        extend_ignore=_listed(given.extend_ignore),
        per_file_ignores=_per_file(given.per_file_ignores),
        exclude=_listed(given.exclude),
        config=Path(given.config) if given.config else None,
        is_isolated=given.isolated,
        runner=given.runner,
        jobs=given.jobs,
        is_cached=not given.no_cache,
        cache_dir=Path(given.cache_dir) if given.cache_dir else None,
    )


def _listed(values: Iterable[str] | None) -> tuple[str, ...]:
    return tuple(
        one.strip() for value in values or () for one in value.split(",") if one.strip()
    )


def _per_file(values: Iterable[str] | None) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for one in _listed(values):
        pattern, between, code = one.rpartition(":")
        if not between or not pattern or not code:
            raise WrongCall(f"--per-file-ignores takes PATTERN:RULE, not {one!r}")
        found[pattern] = (*found.get(pattern, ()), code.strip())
    return found
