"""The suites that are run: released source distributions that carry their tests."""

from __future__ import annotations

import shlex
import tomllib
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("suites.toml")


@dataclass(frozen=True, slots=True)
class RealSuite:
    """A suite, and what it needs to run as its makers run it."""

    name: str
    """Of the distribution, as one installs it."""
    about: str
    """What it uses that belongs to loops."""
    requires: tuple[str, ...] = ()
    """What to install besides the distribution, pytest and pytest-asyncio."""
    arguments: tuple[str, ...] = ()
    """For pytest, in both runs; `{postgres}` and `{redis}` are addresses."""
    here: str = ""
    """A suite of this repository instead: its folder."""
    services: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    """More variables, with addresses as in ``arguments``."""


def read_suites() -> tuple[RealSuite, ...]:
    """Read the list of suites."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        RealSuite(
            name,
            row["about"],
            tuple(row.get("requires", "").split()),
            tuple(shlex.split(row.get("arguments", ""))),
            row.get("here", ""),
            tuple(row.get("services", "").split()),
            tuple(row.get("environment", {}).items()),
        )
        for name, row in rows.items()
    )
