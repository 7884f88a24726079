"""The Python files of a tree, with what tells whether they have changed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from loopwise.model.place import shorten

SKIPPED = ("*.egg", ".*", "__pycache__", "build", "dist", "node_modules", "venv")
"""Directories that are never entered, unless they are given: pytest's, and caches."""

_ENVIRONMENT = "pyvenv.cfg"


@dataclass(frozen=True, slots=True)
class Listed:
    """A file of a tree."""

    path: str
    """Absolute."""
    modified: int
    """Nanoseconds; -1 where it cannot be told: a link that leads nowhere."""
    size: int


@dataclass(slots=True)
class Listing:
    """The files of a tree, by path."""

    files: dict[str, Listed] = field(default_factory=dict)
    loops: list[str] = field(default_factory=list)
    """Links to a directory that they are in: they were not followed."""
    missing: list[str] = field(default_factory=list)
    """Directories that cannot be read."""


def list_files(
    paths: Iterable[Path],
    root: Path,
    suffixes: tuple[str, ...] = (".py",),
    excluded: Sequence[str] = (),
) -> Listing:
    """List the files among and below paths whose names end like this, each once.

    Files that are given are listed whatever they are called.

    Args:
        paths: Files and directories.
        suffixes: How the names end.
        root: What the patterns' paths are relative to.
        excluded: Patterns of files and directories that are left out.
    """
    walk = _Walk(Listing(), str(root), suffixes, tuple(excluded))
    for path in paths:
        if path.is_dir():
            walk.directory(str(path))
        else:
            walk.file(str(path))
    return walk.found


class _Walk:
    def __init__(
        self,
        found: Listing,
        root: str,
        suffixes: tuple[str, ...],
        excluded: tuple[str, ...],
    ) -> None:
        self.found, self.root = found, root
        self.suffixes, self.excluded = suffixes, excluded
        self.entered: set[tuple[int, int]] = set()

    def file(self, path: str) -> None:
        try:
            facts = os.stat(path)  # noqa: PTH116  # thousands of them: strings are faster
            listed = Listed(path, facts.st_mtime_ns, facts.st_size)
        except OSError:
            listed = Listed(path, -1, 0)
        self.found.files[path] = listed

    def directory(self, path: str) -> None:
        waiting = [path]
        while waiting:
            at = waiting.pop()
            try:
                with os.scandir(at) as entries:
                    here = sorted(entries, key=lambda one: one.name)
            except OSError:
                self.found.missing.append(at)
                continue
            if at != path and any(one.name == _ENVIRONMENT for one in here):
                continue
            waiting += [one.path for one in here if self._is_entered(one)]

    def _is_entered(self, entry: os.DirEntry[str]) -> bool:
        """Note a file; tell whether an entry is a directory to look into."""
        name = entry.name
        is_wanted = name.endswith(self.suffixes)
        if not is_wanted and not self._is_directory(entry):
            return False
        if self.excluded and self._is_excluded(entry.path, name):
            return False
        if is_wanted and not self._is_directory(entry):
            self._note(entry)
            return False
        if any(fnmatchcase(name, one) for one in SKIPPED):
            return False
        return not entry.is_symlink() or self._is_followed(entry)

    def _is_directory(self, entry: os.DirEntry[str]) -> bool:
        try:
            return entry.is_dir()
        except OSError:  # a link that leads in circles
            return False

    def _is_followed(self, entry: os.DirEntry[str]) -> bool:
        """Tell whether a link to a directory leads out of those it is in."""
        real = os.path.realpath(entry.path)
        around = os.path.realpath(os.path.dirname(entry.path))  # noqa: PTH120  # as above
        if os.path.commonpath([real, around]) == real:
            self.found.loops.append(entry.path)
            return False
        facts = entry.stat()
        key = (facts.st_dev, facts.st_ino)
        if key in self.entered:
            return False
        self.entered.add(key)
        return True

    def _note(self, entry: os.DirEntry[str]) -> None:
        try:
            facts = entry.stat()
        except OSError:
            self.found.files[entry.path] = Listed(entry.path, -1, 0)
            return
        # Pipes, sockets and devices are no source, whatever their names.
        if not entry.is_file():
            return
        found = Listed(entry.path, facts.st_mtime_ns, facts.st_size)
        self.found.files[entry.path] = found

    def _is_excluded(self, path: str, name: str) -> bool:
        shown = shorten(path, self.root)
        return any(
            fnmatchcase(name, one)
            or fnmatchcase(shown, one)
            or fnmatchcase(f"{shown}/", one)
            for one in self.excluded
        )
