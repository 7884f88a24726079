"""Why some tests are placed otherwise: found by hand, once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

_FILE = Path(__file__).with_name("causes.toml")


@dataclass(frozen=True, slots=True)
class Cause:
    """Why tests of a suite differ."""

    suite: str
    tests: str
    """A pattern for their ids."""
    text: str


def read_causes() -> tuple[Cause, ...]:
    """Read the list."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8")).get("cause", [])
    return tuple(Cause(one["suite"], one["tests"], one["text"]) for one in rows)


def cause_of(causes: tuple[Cause, ...], suite: str, test: str) -> str:
    """Give why a test differs; empty where nobody knows."""
    for one in causes:
        if fnmatchcase(suite, one.suite) and fnmatchcase(
            test.replace("[", "("), one.tests.replace("[", "(")
        ):
            return one.text
    return ""
