"""The suites that are run: released source distributions that carry their tests."""

from __future__ import annotations

import shlex
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("suites.toml")


@dataclass(frozen=True, slots=True)
class RealSuite:
    """A suite, and what it needs to run as its makers run it."""

    name: str
    """Its own in the list: the distribution's, unless that is there in two releases."""
    about: str
    """What it uses that belongs to loops."""
    distribution: str
    """As one installs it, with the release where not the newest will do."""
    plugin: tuple[str, ...]
    """What runs its async tests, as one installs it; then a pytest that fits."""
    requires: tuple[str, ...] = ()
    """What to install besides the distribution and the plugin."""
    arguments: tuple[str, ...] = ()
    """For pytest, in all runs; `{postgres}` and `{redis}` are addresses."""
    here: str = ""
    """A suite of this repository instead: its folder."""
    services: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    """More variables, with addresses as in ``arguments``."""


def read_suites(program: str, names: Collection[str] = ()) -> tuple[RealSuite, ...]:
    """Read the list as far as a benchmark runs it; with names, those of it."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        _suite(name, row)
        for name, row in rows.items()
        if row.get("only", program) == program
        if not names or name in names
    )


def _suite(name: str, row: dict) -> RealSuite:
    return RealSuite(
        name,
        row["about"],
        row.get("distribution", name),
        tuple(row.get("plugin", "pytest-asyncio pytest").split()),
        tuple(row.get("requires", "").split()),
        tuple(shlex.split(row.get("arguments", ""))),
        row.get("here", ""),
        tuple(row.get("services", "").split()),
        tuple(row.get("environment", {}).items()),
    )
