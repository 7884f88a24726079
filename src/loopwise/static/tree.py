"""Which files a check of given paths covers."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from loopwise.model.place import Place, shorten
from loopwise.static.configuration import ConfigurationProblem
from loopwise.static.pytest_sections import NAMES

EXCLUDED = (
    ".bzr",
    ".direnv",
    ".eggs",
    ".git",
    ".git-rewrite",
    ".hg",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pants.d",
    ".pyenv",
    ".pytest_cache",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    ".vscode",
    "__pycache__",
    "__pypackages__",
    "_build",
    "buck-out",
    "build",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
)
"""Directories that hold nobody's tests. ``.gitignore`` is not read: what it names may
well be checked, and reading it as git does takes git."""

CONFIGURATION = frozenset({*NAMES, "loopwise.toml"})
"""Names of the files that a check reads settings from."""


@dataclass(slots=True)
class Tree:
    """The files below some paths."""

    python: list[Path] = field(default_factory=list)
    configuration: list[Path] = field(default_factory=list)
    problems: list[ConfigurationProblem] = field(default_factory=list)
    """Paths that are not there, or cannot be read."""


class Excluded:
    """Patterns of paths to leave out: of a name, or of a path from a directory."""

    def __init__(self, patterns: Iterable[str], directory: Path) -> None:
        self._directory = str(directory)
        self._names: set[str] = set()
        self._patterns: list[str] = []
        for one in patterns:
            cut = one.removeprefix("./").rstrip("/")
            if any(sign in cut for sign in "*?[/"):
                self._patterns.append(cut)
            else:
                self._names.add(cut)

    def has(self, path: str, name: str) -> bool:
        """Tell whether a path is left out."""
        if name in self._names:
            return True
        if not self._patterns:
            return False
        shown = shorten(path, self._directory)
        return any(
            fnmatchcase(name, one)
            or fnmatchcase(shown, one)
            # ** stands for no directory, too, as in ruff.
            or ("**/" in one and fnmatchcase(shown, one.replace("**/", "")))
            for one in self._patterns
        )


def find_files(
    paths: Sequence[str],
    directory: Path,
    exclude: Sequence[str] = EXCLUDED,
    extend_exclude: Sequence[str] = (),
    patterns_from: Path | None = None,
) -> Tree:
    """Find the Python and configuration files that paths lead to.

    A path that is named is covered, whatever the patterns say; so is a file of any
    name. Each file comes once, in the order of names, whatever links lead to it.

    Args:
        paths: As the user wrote them.
        directory: Where they are seen from.
        exclude: Patterns of what is left out.
        extend_exclude: More of them.
        patterns_from: Where the patterns' paths are seen from, if from elsewhere.
    """
    tree = Tree()
    excluded = Excluded([*exclude, *extend_exclude], patterns_from or directory)
    walk = _Walk(tree, excluded, directory)
    for one in paths or ["."]:
        walk.start(one)
    return tree


class _Walk:
    def __init__(self, tree: Tree, excluded: Excluded, directory: Path) -> None:
        self.tree, self.excluded, self.directory = tree, excluded, directory
        self._entered: set[tuple[int, int]] = set()
        self._taken: set[str] = set()

    def start(self, written: str) -> None:
        path = os.path.normpath(self.directory / written)
        try:
            if os.path.isdir(path):  # noqa: PTH112  # Path costs a third of the walk
                self._enter(path)
            elif os.path.isfile(path):  # noqa: PTH113  # see above
                self._take(path, is_named=True)
            elif os.path.exists(path):  # noqa: PTH110  # see above
                self._problem(path, "is neither a file nor a directory")
            else:
                self._problem(path, "does not exist")
        except ValueError as error:  # a null character
            self._problem(path, f"is no path: {error}")

    def _enter(self, top: str) -> None:
        waiting = [top]
        while waiting:
            path = waiting.pop()
            if self._is_new(path):
                waiting.extend(reversed(list(self._inside(path))))

    def _is_new(self, path: str) -> bool:
        """Tell whether a directory is entered for the first time: links may circle."""
        try:
            status = os.stat(path)  # noqa: PTH116  # see above
        except OSError as error:
            self._problem(path, f"cannot be read: {error.strerror or error}")
            return False
        key = (status.st_dev, status.st_ino)
        if key in self._entered and status.st_ino:
            return False
        self._entered.add(key)
        return True

    def _inside(self, path: str) -> Iterator[str]:
        """Take the files of a directory and give the directories in it."""
        try:
            with os.scandir(path) as found:
                entries = sorted(found, key=lambda one: one.name)
        except OSError as error:
            self._problem(path, f"cannot be read: {error.strerror or error}")
            return
        for one in entries:
            if self.excluded.has(one.path, one.name):
                continue
            try:
                if one.is_dir():
                    if not _is_environment(one.path):
                        yield one.path
                elif one.name.endswith(".py") or one.name in CONFIGURATION:
                    self._entry(one)
            except OSError as error:  # a link that leads to itself
                self._problem(one.path, f"cannot be read: {error.strerror or error}")

    def _entry(self, entry: os.DirEntry[str]) -> None:
        if entry.is_file():
            self._take(entry.path)
        elif entry.is_symlink():
            self._problem(entry.path, "is a link to nothing")
        else:
            self._problem(entry.path, "is not a file")

    def _take(self, path: str, *, is_named: bool = False) -> None:
        real = os.path.realpath(path)
        if real in self._taken:
            return
        self._taken.add(real)
        name = os.path.basename(path)  # noqa: PTH119  # see above
        if name in CONFIGURATION:
            self.tree.configuration.append(Path(path))
        elif is_named or name.endswith(".py"):
            self.tree.python.append(Path(path))

    def _problem(self, path: str, text: str) -> None:
        # A name that is not UTF-8 is shown so that any stream can print it.
        shown = shorten(path, str(self.directory))
        shown = shown.encode("utf-8", "backslashreplace").decode()
        place = Place(shown, 0)
        self.tree.problems.append(ConfigurationProblem(text, place, path))


def _is_environment(path: str) -> bool:
    return os.path.isfile(os.path.join(path, "pyvenv.cfg"))  # noqa: PTH113, PTH118  # see above
