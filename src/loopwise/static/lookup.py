"""First-party modules by name: found in the project's roots, read once, never run."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from loopwise.model.place import shorten
from loopwise.static.bound_names import BoundNames, names_bound_by
from loopwise.static.configuration import Project
from loopwise.static.source_file import SourceFile, Unreadable, read_source

_COMPILED = (".so", ".pyd", ".pyx")
_MOST_STEPS = 8
"""How many imports are followed from one module to the next."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A statement that defines something at the top of a first-party module."""

    module: str
    file: SourceFile
    node: ast.AST


class Lookup:
    """Finds the project's own modules by name. Without roots there are none."""

    def __init__(
        self,
        roots: Sequence[Path] = (),
        *,
        rootdir: Path | None = None,
        read: Callable[[Path, str], SourceFile] = read_source,
    ) -> None:
        self.roots = tuple(roots)
        self._rootdir = rootdir
        self._read = read
        self._paths: dict[str, Path | None] = {}
        self._files: dict[Path, SourceFile | None] = {}
        self._names: dict[str, BoundNames | None] = {}
        self.noted: set[Path] = set()
        """Files that were looked at otherwise since somebody emptied it."""
        self.asked: set[str] = set()
        """The names that were asked for since somebody emptied it: what is found in
        a file depends on those modules."""

    def known(self, path: Path) -> SourceFile | None:
        """Give a file that was read already, whoever asked for it."""
        return self._files.get(path)

    def share(self, files: Iterable[SourceFile]) -> None:
        """Take files that others have read: they are not parsed again."""
        self._files.update({one.path: one for one in files})

    def note(self, path: Path) -> None:
        """Remember that a rule has looked at another file."""
        self.noted.add(path)

    def path(self, name: str) -> Path | None:
        """Give the file of a module, or the directory of a package without one."""
        self.asked.add(name)
        if name not in self._paths:
            self._paths[name] = self._find(name)
        return self._paths[name]

    def module(self, name: str) -> SourceFile | None:
        """Give a first-party module's file."""
        path = self.path(name)
        if path is None or path.suffix != ".py":
            return None
        if path not in self._files:
            shown = shorten(str(path), str(self._rootdir or self.roots[0]))
            try:
                self._files[path] = self._read(path, shown)
            except Unreadable:
                self._files[path] = None
        return self._files[path]

    def names(self, name: str) -> BoundNames | None:
        """Give what a first-party module binds at its top."""
        self.asked.add(name)
        if name not in self._names:
            file = self.module(name)
            self._names[name] = None
            if file is not None:
                package, has_walrus = self.package(name), ":=" in file.text
                self._names[name] = names_bound_by(
                    file.tree, package, has_walrus=has_walrus
                )
        return self._names[name]

    def package(self, name: str) -> str:
        """Give what completes the relative imports of a module."""
        path = self.path(name)
        if path is not None and path.name == "__init__.py":
            return name
        return name.rpartition(".")[0]

    def definition(self, full: str) -> Definition | None:
        """Give the one statement behind ``package.module.name``.

        Imports are followed from one first-party module to the next.
        """
        for _ in range(_MOST_STEPS):
            module, _, name = full.rpartition(".")
            bound = self.names(module) if module else None
            if bound is None:
                return None
            if name in bound.imported and name not in bound.others:
                full = bound.imported[name]
                continue
            found, file = bound.definitions.get(name, []), self.module(module)
            if len(found) != 1 or file is None:
                return None
            return Definition(module, file, found[0])
        return None

    def _find(self, name: str) -> Path | None:
        above, _, last = name.rpartition(".")
        if not last.isidentifier():
            return None
        if not above:
            places: Iterable[Path] = self.roots
        else:
            package = self.path(above)
            if package is None or (package.name != "__init__.py" and package.suffix):
                return None
            places = [package if not package.suffix else package.parent]
        for place in places:
            found = _in_directory(place, last)
            if found is not None:
                return found
        return None


def _in_directory(place: Path, name: str) -> Path | None:
    """Give what ``import`` takes in a directory; compiled modules can't be read."""
    package = place / name
    if (package / "__init__.py").is_file():
        return package / "__init__.py"
    module = place / f"{name}.py"
    if module.is_file():
        return None if _is_compiled(module) else module
    if package.is_dir():
        # A namespace package, if there is Python in it.
        return package if any(package.glob("*.py")) else None
    return None


def _is_compiled(module: Path) -> bool:
    return any(
        one.suffix in _COMPILED for one in module.parent.glob(f"{module.stem}.*")
    )


def roots_of(project: Project, files: Iterable[Path] = ()) -> tuple[Path, ...]:
    """Give the directories in which a project's modules are looked for.

    Args:
        project: With its rootdir, and what ``pythonpath`` says.
        files: Test files and conftests: pytest puts their directories, or those of
            the packages that they are in, on the path.
    """
    found = [project.rootdir]
    if (project.rootdir / "src").is_dir():
        found.append(project.rootdir / "src")
    found += [
        project.rootdir / one for one in project.configuration.words("pythonpath")
    ]
    if project.invocation is not None:
        found.append(project.invocation)
    for directory in dict.fromkeys(file.parent for file in files):
        above = directory
        while (above / "__init__.py").is_file() and above != above.parent:
            above = above.parent
        found.append(above)
    return tuple(dict.fromkeys(found))
