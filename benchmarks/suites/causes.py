"""The causes of differences that are understood, as data."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("causes.toml")


@dataclass(frozen=True, slots=True)
class Cause:
    """Why some tests of a suite come out worse, in the ways that it names."""

    suite: str
    tests: str
    """Their ids; an asterisk stands for anything."""
    ways: tuple[str, ...]
    text: str

    def explains(self, suite: str, way: str, test: str) -> bool:
        """Whether a difference is one of these."""
        pattern = ".*".join(re.escape(part) for part in self.tests.split("*"))
        mine = self.suite == suite and way in self.ways
        return mine and re.fullmatch(pattern, test, re.DOTALL) is not None


def read_causes() -> tuple[Cause, ...]:
    """Read what is known."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8")).get("cause", [])
    return tuple(
        Cause(row["suite"], row["tests"], tuple(row["ways"].split()), row["text"])
        for row in rows
    )
