"""The project's modules: found by name or path, each parsed once."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from loopwise.model.place import shorten
from loopwise.static.source_file import SourceFile, Unreadable, read_source
from loopwise.static.suite.module_names import Bound, names_in_module


@dataclass(slots=True, eq=False)
class Module:
    """One file, and what its names are at the end of its import."""

    file: SourceFile
    name: str
    """As its import names it; unlike that of every other file of the project."""
    root: Path
    """The directory that its import needs on ``sys.path``."""
    names: dict[str, Bound] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    """Modules of which everything is imported."""

    @property
    def path(self) -> Path:
        """Where it is."""
        return self.file.path

    @property
    def is_package(self) -> bool:
        """Whether modules may lie below it."""
        return self.path.name == "__init__.py"

    @property
    def package(self) -> str:
        """What relative imports in it start from."""
        return self.name if self.is_package else self.name.rpartition(".")[0]


class Modules:
    """Finds modules by name in directories, as Python would on its path."""

    def __init__(self, rootdir: Path, roots: tuple[Path, ...] = ()) -> None:
        self.rootdir = rootdir
        self.errors: dict[str, None] = {}
        """Texts about files that cannot be read."""
        self._roots: list[Path] = list(dict.fromkeys(roots))
        self._by_path: dict[Path, Module | None] = {}
        self._claimed: dict[str, Path] = {}
        self._prefixes: dict[str, Path] = {}
        self._found: dict[tuple[str, int], Module | None] = {}
        self._entries: dict[Path, frozenset[str]] = {}

    def add_root(self, root: Path) -> None:
        """Look for modules in one more directory."""
        if root not in self._roots:
            self._roots.append(root)
            self._found = {key: one for key, one in self._found.items() if one}

    def at(self, path: Path) -> Module | None:
        """Give the module in a file; ``None`` where it cannot be read."""
        try:
            return self._by_path[path]
        except KeyError:
            found = self._by_path[path] = self._read(path)
            return found

    def files(self) -> list[SourceFile]:
        """Give the files that were read."""
        return [one.file for one in self._by_path.values() if one is not None]

    def named(self, name: str, near: Module | None = None) -> Module | None:
        """Give a module of the project by its full name.

        ``near`` is who imports it: what lies beside that comes first.
        """
        prefix, is_split, rest = name.partition(":")
        if is_split:
            root = self._prefixes.get(prefix)
            return None if root is None else self._in(root, rest)
        first = None if near is None else near.root
        key = (name, id(first))  # by identity: to hash a path takes long
        if key not in self._found:
            self._found[key] = None
            roots = dict.fromkeys([*([first] if first else []), *self._roots])
            found = (self._in(root, name) for root in roots)
            self._found[key] = next((one for one in found if one is not None), None)
        return self._found[key]

    def is_directory(self, name: str) -> bool:
        """Whether a name is that of a package without a file of its own."""
        parts = name.split(".")
        return any(
            self._has(root, parts[0]) and root.joinpath(*parts).is_dir()
            for root in self._roots
        )

    def _in(self, root: Path, name: str) -> Module | None:
        parts = name.split(".")
        if not all(parts) or not self._has(root, parts[0]):
            return None
        *above, last = parts
        folder = root.joinpath(*above) if above else root
        names = self._names_in(folder)
        if last in names and "__init__.py" in self._names_in(folder / last):
            return self.at(folder / last / "__init__.py")
        if f"{last}.py" in names:
            return self.at(folder / f"{last}.py")
        return None

    def _has(self, root: Path, name: str) -> bool:
        names = self._names_in(root)
        return name in names or f"{name}.py" in names

    def _names_in(self, folder: Path) -> frozenset[str]:
        try:
            return self._entries[folder]
        except KeyError:
            try:
                found = frozenset(os.listdir(folder))  # noqa: PTH208  # names alone
            except OSError:
                found = frozenset()
            self._entries[folder] = found
            return found

    def _read(self, path: Path) -> Module | None:
        shown = shorten(str(path), str(self.rootdir))
        try:
            file = read_source(path, shown)
        except Unreadable as error:
            where = f"{shown}:{error.line}" if error.line else shown
            self.errors[f"{where} {error}"] = None
            return None
        root, name = self._name(path)
        module = Module(file, name, root)
        module.names, module.stars = names_in_module(file.tree.body, module.package)
        return module

    def _name(self, path: Path) -> tuple[Path, str]:
        """Name a module as pytest imports it: from where its packages begin."""
        parts = [] if path.name == "__init__.py" else [path.stem]
        folder = path.parent
        while "__init__.py" in self._names_in(folder) and folder.name.isidentifier():
            parts.append(folder.name)
            folder = folder.parent
        name = ".".join(reversed(parts)) or path.stem
        if self._claimed.setdefault(name, path) != path:
            # Two of one name: one of them gets its directory's number before it.
            prefix = str(len(self._prefixes))
            for known, root in self._prefixes.items():
                if root == folder:
                    prefix = known
            self._prefixes[prefix] = folder
            name = f"{prefix}:{name}"
        return folder, name
