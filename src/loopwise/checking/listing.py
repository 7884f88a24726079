"""Files of a tree, with what tells whether they have changed."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from loopwise.static.tree import CONFIGURATION as NAMES

SKIPPED = ("*.egg-info", ".*", "__pycache__", "node_modules", "site-packages", "venv")
"""Directories in which nothing is that a project is read from."""

CONFIGURATION = (".cfg", ".in", ".ini", ".lock", ".toml", ".txt", ".yaml", ".yml")
"""How files are called that may say something of a project: settings, versions."""

COMPILED = (".so", ".pyd", ".pyx")
SUFFIXES = (".py", *CONFIGURATION, "Pipfile", *COMPILED)
"""Those, sources, and what stands in a source's way."""


ABOVE = (
    *sorted(NAMES),
    "Pipfile",
    "conftest.py",
    "poetry.lock",
    "requirements.txt",
    "setup.py",
    "uv.lock",
)
"""What is looked for in the directories above a project."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A file, and what tells whether it has changed."""

    path: str
    """Absolute."""
    modified: int
    """Nanoseconds; -1 where it cannot be told: a link that leads nowhere."""
    size: int

    @property
    def facts(self) -> list[str | int]:
        """All of it, as JSON has it."""
        return [self.path, self.modified, self.size]


def listed(path: str) -> Listed:
    """Look at one file."""
    try:
        found = os.stat(path)  # noqa: PTH116  # thousands of them: strings are faster
    except (OSError, ValueError):
        return Listed(path, -1, 0)
    return Listed(path, found.st_mtime_ns, found.st_size)


def list_tree(
    directory: Path, suffixes: tuple[str, ...] = SUFFIXES
) -> dict[str, Listed]:
    """List the files below a directory that decide what a run finds."""
    found: dict[str, Listed] = {}
    entered: set[tuple[int, int]] = set()
    waiting = [str(directory)]
    while waiting:
        at = waiting.pop()
        try:
            with os.scandir(at) as entries:
                here = sorted(entries, key=lambda one: one.name)
        except OSError:
            continue
        for one in here:
            name = one.name
            if name.endswith(suffixes):
                found[one.path] = listed(one.path)
            elif _is_entered(one, entered):
                waiting.append(one.path)
    return found


def _is_entered(entry: os.DirEntry[str], entered: set[tuple[int, int]]) -> bool:
    try:
        if not entry.is_dir() or any(fnmatchcase(entry.name, s) for s in SKIPPED):
            return False
        if not entry.is_symlink():
            return True
        facts = entry.stat()
    except OSError:
        return False
    key = (facts.st_dev, facts.st_ino)
    if key in entered:
        return False
    entered.add(key)
    return True


def list_each(paths: Iterable[Path]) -> list[Listed]:
    """Look at files, in their order."""
    return [listed(str(one)) for one in paths]


def around(directory: Path) -> dict[str, Listed]:
    """Look at the files of the directories above that may say something of a project.

    Those that are not there count, too: they may come.
    """
    paths = (str(above / name) for above in directory.parents for name in ABOVE)
    return {one: listed(one) for one in paths}
