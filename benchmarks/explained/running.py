"""Runs a row: as it was written, and after a fix was followed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from benchmarks.explained.row import Innocent, Remedy, Row
from loopwise.testing import ExampleSuite, Result

PLAIN = ("-p", "no:inline_snapshot", "-p", "no:randomly", "-W", "default", "-rA")


def run_broken(
    row: Row | Innocent, directory: Path, env: Mapping[str, str], *args: str
) -> Result:
    """Run the project as somebody wrote it."""
    return _suite(row, row.broken, env).run(directory / "broken", *args)


def run_mended(
    row: Row, remedy: Remedy, directory: Path, env: Mapping[str, str]
) -> Result:
    """Run the project as it is after a fix was followed."""
    return _suite(row, row.mended(remedy), env).run(directory / "mended")


def _suite(
    row: Row | Innocent, files: Mapping[str, str], env: Mapping[str, str]
) -> ExampleSuite:
    return ExampleSuite(files, (*PLAIN, *row.args), {**env, **row.env})
