"""The files that pytest would collect, in its order."""

from __future__ import annotations

import ast
import fnmatch
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from loopwise.model.scope import Scope, ScopeInstance
from loopwise.static.configuration import Project
from loopwise.static.suite.literals import Literals
from loopwise.static.suite.module_names import Assigned
from loopwise.static.suite.modules import Module, Modules
from loopwise.static.suite.options import Collecting, matches, starts

CONFTEST = "conftest.py"


@dataclass(frozen=True, slots=True)
class CollectedFile:
    """One test module in the tree of collectors."""

    module: Module
    id: str
    """Its node id: the path from the rootdir."""
    packages: tuple[ScopeInstance, ...]
    depth: int
    folders: tuple[Path, ...]
    """The directories above it from the rootdir on."""
    only: frozenset[tuple[str, ...]] = frozenset()
    """Names of classes and tests that were asked for; empty: all."""


class Collection:
    """Walks a project's directories."""

    def __init__(
        self,
        project: Project,
        modules: Modules,
        collecting: Collecting,
        literals: Literals,
    ) -> None:
        self._root, self._project = project.rootdir, project
        self._modules, self._collecting = modules, collecting
        self._literals = literals
        self._conftests: dict[Path, Module | None] = {}
        self._ignores: dict[Path, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self._packages: dict[Path, ScopeInstance | None] = {}

    def files(self) -> Iterator[CollectedFile]:
        """Give the test modules, each once."""
        wanted: dict[Path, set[tuple[str, ...]]] = {}
        for start, names in starts(self._project):
            if start.is_dir():
                for path in self._walk(start):
                    wanted.setdefault(path, set()).add(())
            elif start.suffix == ".py" and start.is_file():
                wanted.setdefault(start, set()).add(names)
        for path, only in wanted.items():
            module = self._modules.at(path)
            if module is not None:
                self._modules.add_root(module.root)
                yield self._file(path, module, only)

    def _file(
        self, path: Path, module: Module, only: set[tuple[str, ...]]
    ) -> CollectedFile:
        folders = self.folders(path)
        packages = [self._package(one, number) for number, one in enumerate(folders)]
        return CollectedFile(
            module,
            self.node_id(path),
            tuple(one for one in packages if one is not None),
            len(folders) + 1,
            folders,
            frozenset() if () in only else frozenset(only),
        )

    def node_id(self, path: Path) -> str:
        """Write a path as pytest does in node ids."""
        return os.path.relpath(path, self._root).replace(os.sep, "/")

    def folders(self, path: Path) -> tuple[Path, ...]:
        """Give the directories above a file that are collectors, the rootdir first."""
        above = path.parents
        inside = [
            one for one in above if one == self._root or self._root in one.parents
        ]
        return tuple(reversed(inside)) or (path.parent,)

    def _package(self, folder: Path, number: int) -> ScopeInstance | None:
        if folder not in self._packages:
            found = None
            if (folder / "__init__.py").is_file():
                node = self.node_id(folder)
                found = ScopeInstance(Scope.PACKAGE, node, number + 1)
            self._packages[folder] = found
        return self._packages[folder]

    def conftest(self, folder: Path) -> Module | None:
        """Give the conftest of a directory."""
        if folder not in self._conftests:
            path = folder / CONFTEST
            self._conftests[folder] = None
            cut = self._collecting.confcutdir
            is_in = folder == cut or cut in folder.parents
            if is_in and path.is_file():
                found = self._modules.at(path)
                if found is not None:
                    self._modules.add_root(found.root)
                self._conftests[folder] = found
        return self._conftests[folder]

    def _walk(self, folder: Path, links: tuple[str, ...] = ()) -> Iterator[Path]:
        """Give the test modules below a directory; ``links`` are those on the way."""
        try:
            entries = sorted(os.scandir(folder), key=lambda one: one.name)
        except OSError:
            return
        for entry in entries:
            path = Path(entry.path)
            if entry.name == "__pycache__" or self._is_ignored(path):
                continue
            try:
                is_folder = entry.is_dir()
            except OSError:
                continue
            if is_folder:
                inner = links
                if entry.is_symlink():
                    real = os.path.realpath(path)
                    above = os.path.realpath(folder) + os.sep
                    if real in links or above.startswith(real + os.sep):
                        continue  # it leads back to where we are
                    inner = (*links, real)
                if not self._is_passed_by(path):
                    yield from self._walk(path, inner)
            elif path.suffix == ".py" and self._collecting.is_file(path):
                yield path

    def _is_passed_by(self, folder: Path) -> bool:
        if any(matches(one, folder) for one in self._collecting.norecurse):
            return True
        return (folder / "pyvenv.cfg").is_file() or (folder / "conda-meta").is_dir()

    def _is_ignored(self, path: Path) -> bool:
        name = str(path)
        collecting = self._collecting
        if name in collecting.ignored:
            return True
        if any(fnmatch.fnmatch(name, one) for one in collecting.ignored_globs):
            return True
        for folder in self.folders(path):
            paths, globs = self._ignored_by(folder)
            if name in paths or any(fnmatch.fnmatch(name, one) for one in globs):
                return True
        return False

    def _ignored_by(self, folder: Path) -> tuple[tuple[str, ...], tuple[str, ...]]:
        known = self._ignores.get(folder)
        if known is None:
            conftest = self.conftest(folder)
            paths: list[str] = []
            globs: list[str] = []
            if conftest is not None and "collect_ignore" in conftest.file.text:
                paths = self._said(conftest, "collect_ignore", folder)
                globs = self._said(conftest, "collect_ignore_glob", folder)
            known = self._ignores[folder] = (tuple(paths), tuple(globs))
        return known

    def _said(self, conftest: Module, name: str, folder: Path) -> list[str]:
        bound = conftest.names.get(name)
        if not isinstance(bound, Assigned):
            return []
        if isinstance(bound.value, (ast.IfExp, ast.ListComp)):
            return []
        found = self._literals.of(bound.value, conftest)
        if not isinstance(found, (list, tuple)):
            return []
        texts = [one for one in found if isinstance(one, str)]
        return [os.path.normpath(folder / one) for one in texts]
