"""Which projects the given paths belong to: each is checked as its own."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable
from functools import cache
from pathlib import Path

from loopwise.checking.errors import CheckError
from loopwise.static.configuration import ConfigurationFile
from loopwise.static.pytest_sections import NAMES, read_configuration_file
from loopwise.static.rootdir import locate


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
        groups.setdefault(_root(here, directory), []).append(path)
    return groups


@cache
def _root(here: Path, directory: Path) -> Path:
    return locate(directory, [str(here)], NAMES, _read).rootdir


@cache
def _read(path: Path) -> ConfigurationFile:
    return read_configuration_file(path, path.name)
