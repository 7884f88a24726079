"""A project's configuration, as pytest finds and reads it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from loopwise.model.place import Place, shorten
from loopwise.static.addopts import Arguments, overrides_of, read_addopts
from loopwise.static.configuration import (
    Addopts,
    Configuration,
    ConfigurationFile,
    ConfigurationProblem,
    Project,
)
from loopwise.static.declared import read_declared, runner_of
from loopwise.static.pytest_sections import names_for, read_configuration_file
from loopwise.static.rootdir import Located, absolute, directories_of, locate

COMMAND_LINE = Place("command line", 0)

_TESTS = ("tests", "test", "testing")
"""Where tests are that no ``testpaths`` names."""


def read_project(
    directory: Path, args: Sequence[str] = (), runner: str | None = None
) -> Project:
    """Read a project's configuration as pytest does that is started in a directory.

    Files that cannot be read are among the ``problems`` of what it gives.

    Args:
        directory: Where pytest is started.
        args: Its arguments: paths, and any options.
        runner: What runs the async tests, if that is decided elsewhere.
    """
    directory = Path(os.path.abspath(directory))  # noqa: PTH100  # pytest resolves no links here
    arguments = Arguments(args)
    declared = read_declared(directory, _tops(directory, arguments.paths))
    reader = _Reader(declared.pytest)
    located = _located(directory, arguments, reader)
    reader.rootdir = located.rootdir
    file = _shown(located.file, reader)
    configuration, addopts = _configuration(file, arguments)
    files = _all_files(located, configuration, arguments, directory, reader)
    problems = [*declared.problems, *(one.problem for one in files if one.problem)]
    if file is not None and file.problem and file.problem not in problems:
        problems.append(file.problem)
    return Project(
        located.rootdir,
        configuration,
        runner_of(runner, declared, addopts),
        directory,
        tuple(arguments.paths),
        files,
        addopts,
        declared.pytest,
        declared.packages,
        _once(problems),
    )


def _once(
    problems: Sequence[ConfigurationProblem],
) -> tuple[ConfigurationProblem, ...]:
    """Leave out what is there again under another name of the same file."""
    return tuple({(one.file, one.place.line): one for one in problems}.values())


class _Reader:
    """Reads each configuration file once."""

    def __init__(self, pytest: tuple[int, ...] | None) -> None:
        self.pytest = pytest
        self.names = names_for(pytest)
        self.rootdir: Path | None = None
        self._read: dict[tuple[Path, Path | None], ConfigurationFile] = {}

    def __call__(self, path: Path) -> ConfigurationFile:
        key = (path, self.rootdir)
        found = self._read.get(key)
        if found is None:
            root = str(self.rootdir or path.parent)
            shown = shorten(str(path), root)
            found = read_configuration_file(path, shown, self.pytest)
            self._read[key] = found
        return found


def _tops(directory: Path, paths: Sequence[str]) -> Path:
    """Give the directory whose parents are asked what the project declares."""
    found = directories_of(directory, paths)
    return found[0] if len(found) == 1 else directory


def _located(directory: Path, arguments: Arguments, reader: _Reader) -> Located:
    chosen = arguments.last("--config-file")
    if chosen:
        path = absolute(directory, chosen)
        located = Located(path.parent, reader(path))
    else:
        located = locate(directory, arguments.paths, reader.names, reader)
    root = arguments.last("--rootdir")
    if root:
        return Located(absolute(directory, os.path.expandvars(root)), located.file)
    return located


def _shown(file: ConfigurationFile | None, reader: _Reader) -> ConfigurationFile | None:
    """Read a file again: now that the rootdir is known, its name is shown from it."""
    return None if file is None else reader(file.path)


def _configuration(
    file: ConfigurationFile | None, arguments: Arguments
) -> tuple[Configuration, Addopts]:
    given = overrides_of(arguments, COMMAND_LINE)
    if file is None:
        return Configuration(settings=given), Addopts(overrides=given)
    settings = {} if file.read is None else dict(file.read.settings)
    addopts = read_addopts(settings.get("addopts"))
    settings.update(addopts.overrides)
    settings.update(given)
    section = "" if file.read is None else file.read.name
    return Configuration(file.path, section, settings), addopts


def _all_files(
    located: Located,
    configuration: Configuration,
    arguments: Arguments,
    directory: Path,
    reader: _Reader,
) -> tuple[ConfigurationFile, ...]:
    """Read all files that pytest looks at, from here or from where the tests are."""
    found: dict[Path, ConfigurationFile] = {}
    if located.file is not None:
        found[located.file.path] = reader(located.file.path)
    for one in _directories(located, configuration, arguments, directory):
        for name in reader.names:
            path = one / name
            if path not in found and path.is_file():
                file = reader(path)
                if file.sections or file.is_chosen_empty or file.problem:
                    found[path] = file
    return tuple(found.values())


def _directories(
    located: Located,
    configuration: Configuration,
    arguments: Arguments,
    directory: Path,
) -> Iterator[Path]:
    root = located.rootdir
    yield root
    named = arguments.paths or configuration.words("testpaths") or _TESTS
    for one in [directory, *directories_of(directory, named)]:
        if one != root and root in one.parents:
            yield one
            yield from (two for two in one.parents if root in two.parents)
    # Outwards as far as the repository goes: beyond it are other people's files.
    if not (root / ".git").exists():
        outer = []
        for one in root.parents:
            outer.append(one)
            if (one / ".git").exists():
                yield from outer
                return
