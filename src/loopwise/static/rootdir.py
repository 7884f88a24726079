"""Where a project begins, and which of its configuration files pytest reads."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from loopwise.static.configuration import ConfigurationFile

Read = Callable[[Path], ConfigurationFile]
"""Reads a file, or remembers it."""


@dataclass(frozen=True, slots=True)
class Located:
    """What decides a project's configuration."""

    rootdir: Path
    file: ConfigurationFile | None = None


def absolute(directory: Path, name: str) -> Path:
    """Give the path of an argument, seen from a directory, with nothing resolved."""
    return Path(os.path.normpath(directory / name))


def directories_of(directory: Path, args: Iterable[str]) -> list[Path]:
    """Give the directories that arguments lead to, as far as they exist."""
    found = []
    for one in args:
        path = absolute(directory, one.partition("::")[0])
        try:
            if path.exists():
                found.append(path if path.is_dir() else path.parent)
        except (OSError, ValueError):  # too long a name, or none at all
            continue
    return found


def common_ancestor(directory: Path, paths: Sequence[Path]) -> Path:
    """Give the directory that holds all paths; without any, the one given."""
    if not paths:
        return directory
    try:
        return Path(os.path.commonpath(paths))
    except ValueError:  # on different drives
        return paths[0]


def locate(
    directory: Path, args: Sequence[str], names: Sequence[str], read: Read
) -> Located:
    """Find the rootdir and the file that pytest reads, by pytest's order.

    Upwards from what all arguments have in common, the first directory with a file
    for pytest wins, and in it the first name. Then a ``setup.py`` makes a rootdir,
    then each argument's own directory is asked.
    """
    directories = directories_of(directory, args)
    ancestor = common_ancestor(directory, directories)
    found = _upwards([ancestor], names, read)
    if found is not None:
        return found
    for one in (ancestor, *ancestor.parents):
        if (one / "setup.py").is_file():
            return Located(one)
    if directories and directories != [ancestor]:
        found = _upwards(directories, names, read)
        if found is not None:
            return found
    shared = common_ancestor(directory, [directory, ancestor])
    return Located(ancestor if shared == shared.parent else shared)


def _upwards(
    starts: Sequence[Path], names: Sequence[str], read: Read
) -> Located | None:
    fallback: Path | None = None
    for start in starts:
        for one in (start, *start.parents):
            for name in names:
                path = one / name
                if not path.is_file():
                    continue
                if fallback is None and name == "pyproject.toml":
                    fallback = path
                file = read(path)
                # pytest stops with an error at a file that it cannot read.
                if file.counts or file.problem is not None:
                    return Located(one, file)
    return None if fallback is None else Located(fallback.parent, read(fallback))
