"""What the result of a run depends on, in one short string."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from loopwise._version import __version__
from loopwise.checking.listing import Listed

CONFIGURATION = (
    ".py",
    ".cfg",
    ".in",
    ".ini",
    ".lock",
    ".toml",
    ".txt",
    ".yaml",
    ".yml",
    "file",
)
"""How files are called that may say something of a project: settings, versions."""


def key_of(*parts: object) -> str:
    """Give a string that differs where a part does, or Loopwise or Python."""
    facts = [__version__, sys.version, str(ours()), *map(repr, parts)]
    return hashlib.sha256("\0".join(facts).encode(errors="replace")).hexdigest()


def facts_of(files: Iterable[Listed]) -> list[tuple[str, int, int]]:
    """Give what tells whether files have changed."""
    return [(one.path, one.modified, one.size) for one in files]


def stat_of(path: str) -> tuple[str, int, int]:
    """Give the same of one file that was not listed."""
    try:
        found = os.stat(path)  # noqa: PTH116  # many of them: strings are faster
    except OSError:
        return path, -1, 0
    return path, found.st_mtime_ns, found.st_size


@cache
def ours() -> int:
    """Give when Loopwise itself changed last: while it is developed, it does."""
    package = Path(__file__).parents[1]
    return max(
        one.stat().st_mtime_ns
        for family in ("rules/*", "rules", "static", "checking", "plan", "model")
        for folder in package.glob(family)
        if folder.is_dir()
        for one in (folder, *folder.glob("*.py"))
    )
