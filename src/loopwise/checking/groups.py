"""Which projects the given paths belong to: each is checked as its own."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from loopwise.checking.errors import CheckError
from loopwise.static.configuration import ConfigurationFile
from loopwise.static.pytest_sections import NAMES, read_configuration_file
from loopwise.static.rootdir import locate

MOST_LEVELS = 3
"""So deep projects are looked for in a directory that is none itself."""
_NO_PROJECTS = frozenset(
    {"build", "dist", "docs", "examples", "node_modules", "test", "tests", "venv"}
)
"""Directories whose projects, if any, are data of the one around them."""


class NoSuchPath(CheckError):
    """A path was given that does not exist."""


def groups_of(
    paths: Iterable[Path], directory: Path, given: Container[str] = ()
) -> dict[Path, list[Path]]:
    """Put those paths together that belong to one project, by their rootdirs.

    Args:
        paths: Files and directories.
        directory: What relative ones are relative to.
        given: Those whose contents do not come from the disk.

    Raises:
        NoSuchPath: one of them does not exist.
    """
    groups: dict[Path, list[Path]] = {}
    for one in paths:
        path = Path(os.path.abspath(directory / one))  # noqa: PTH100  # pytest resolves no links here
        if str(path) not in given and not os.path.lexists(path):
            raise NoSuchPath(f"{one} does not exist")
        here = path if path.is_dir() else path.parent
        root = _root(here, directory)
        if path == root and not _is_project(root):
            for inner, of_it in _inner(path, directory).items():
                groups.setdefault(inner, []).extend(of_it)
        else:
            groups.setdefault(root, []).append(path)
    return groups


def _inner(path: Path, directory: Path) -> dict[Path, list[Path]]:
    """Split a directory that is no project itself, but holds some.

    What lies in none of them is together.
    """
    inner = list(_projects_in(path, MOST_LEVELS))
    if not inner:
        return {path: [path]}
    groups = {_root(one, directory): [one] for one in inner}
    rest = list(_without(path, inner))
    return {**groups, path: rest} if rest else groups


def _is_project(directory: Path) -> bool:
    """Tell whether pytest takes a directory's own configuration."""
    return any(
        (directory / name).is_file() and _read(directory / name).counts
        for name in NAMES
    )


def _projects_in(directory: Path, levels: int) -> Iterator[Path]:
    for one in _directories(directory):
        if one.name in _NO_PROJECTS or one.name.startswith("."):
            continue
        if (one / "pyproject.toml").is_file() or (one / "setup.cfg").is_file():
            if _is_project(one):
                yield one
                continue
        if levels > 1:
            yield from _projects_in(one, levels - 1)


def _directories(directory: Path) -> list[Path]:
    try:
        return sorted(one for one in directory.iterdir() if one.is_dir())
    except OSError:
        return []


def _without(directory: Path, inner: Sequence[Path]) -> Iterator[Path]:
    """Give what a directory holds besides projects, as few paths as possible."""
    for one in sorted(directory.iterdir()):
        if one in inner or one.name.startswith("."):
            continue
        if any(one in project.parents for project in inner):
            yield from _without(one, inner)
        elif one.is_dir() or one.suffix == ".py":
            yield one


@cache
def _root(here: Path, directory: Path) -> Path:
    return locate(directory, [str(here)], NAMES, _read).rootdir


@cache
def _read(path: Path) -> ConfigurationFile:
    return read_configuration_file(path, path.name)
