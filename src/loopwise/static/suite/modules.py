"""The project's modules: found by name or path, each parsed once."""

from __future__ import annotations

import ast
import operator
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loopwise.model.place import shorten
from loopwise.static.bound_names import absolute, dotted
from loopwise.static.source_file import SourceFile, Unreadable, read_source

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Imported:
    """A name that comes from another module."""

    module: str
    """In full; empty where a relative import leads out of its package."""
    name: str = ""
    """What is imported from it; empty for the module itself."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """A name that gets the value of an expression."""

    value: ast.expr


_SIGNS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}

Bound = Imported | Assigned | Definition


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
        self._found: dict[tuple[str, Path | None], Module | None] = {}
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

    def named(self, name: str, near: Module | None = None) -> Module | None:
        """Give a module of the project by its full name.

        ``near`` is who imports it: what lies beside that comes first.
        """
        prefix, is_split, rest = name.partition(":")
        if is_split:
            root = self._prefixes.get(prefix)
            return None if root is None else self._in(root, rest)
        first = None if near is None else near.root
        key = (name, first)
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
        _read_names(module, file.tree.body)
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


def _read_names(module: Module, body: list[ast.stmt]) -> None:
    for statement in body:
        _read_statement(module.names, module.stars, module.package, statement)


def names_in_class(node: ast.ClassDef, package: str) -> dict[str, Bound]:
    """Give what a class's body binds."""
    found: dict[str, Bound] = {}
    for statement in node.body:
        _read_statement(found, [], package, statement)
    return found


def _read_statement(
    names: dict[str, Bound], stars: list[str], package: str, statement: ast.stmt
) -> None:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            # Defined anew it stands where it stood: so does Python's dict.
            names[statement.name] = statement
        case ast.Import():
            for alias in statement.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = Imported(
                    alias.name if alias.asname else top
                )
        case ast.ImportFrom():
            source = absolute(statement.module or "", statement.level, package)
            for alias in statement.names:
                if alias.name == "*":
                    stars.append(source)
                else:
                    names[alias.asname or alias.name] = Imported(source, alias.name)
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                _assign(names, target, value)
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            names[name] = Assigned(value)
        case ast.AugAssign(target=ast.Name(id=name), value=value):
            _add_to(names, name, value)
        case _:
            _read_branches(names, stars, package, statement)


def _assign(names: dict[str, Bound], target: ast.expr, value: ast.expr) -> None:
    if isinstance(target, ast.Name):
        names[target.id] = Assigned(value)
    elif isinstance(target, (ast.Tuple, ast.List)):
        values = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
        for number, one in enumerate(target.elts):
            has_own = len(values) == len(target.elts)
            _assign(names, one, values[number] if has_own else value)


def _add_to(names: dict[str, Bound], name: str, value: ast.expr) -> None:
    known = names.get(name)
    if isinstance(known, Assigned):
        both = ast.BinOp(known.value, ast.Add(), value)
        names[name] = Assigned(ast.copy_location(both, value))


def _read_branches(
    names: dict[str, Bound], stars: list[str], package: str, statement: ast.stmt
) -> None:
    """Read what is under conditions: of two branches the first counts."""
    if isinstance(statement, ast.If):
        bodies = branches_of(statement)
    elif isinstance(statement, (ast.For, ast.While)):
        bodies = [statement.body, statement.orelse]
    elif isinstance(statement, (ast.Try, ast.TryStar)):
        handlers = [one.body for one in statement.handlers]
        bodies = [[*statement.body, *statement.orelse, *statement.finalbody], *handlers]
    elif isinstance(statement, (ast.With, ast.AsyncWith)):
        bodies = [statement.body]
    else:
        return
    taken: set[str] = set()
    for body in bodies:
        found: dict[str, Bound] = {}
        for one in body:
            _read_statement(found, stars, package, one)
        for name, bound in found.items():
            if name not in taken:
                names[name] = bound
        taken |= found.keys()


def branches_of(statement: ast.If) -> list[list[ast.stmt]]:
    """Give the branches that may run, the likelier first."""
    test = statement.test
    if dotted(test).rpartition(".")[2] == "TYPE_CHECKING":
        return [statement.orelse, statement.body]
    if isinstance(test, ast.Compare) and len(test.ops) == 1:
        holds = _holds(dotted(test.left), test.ops[0], test.comparators[0])
        if holds is not None:
            return [statement.body if holds else statement.orelse]
    return [statement.body, statement.orelse]


def _holds(name: str, sign: ast.cmpop, node: ast.expr) -> bool | None:
    """Whether a comparison with Python's version, or the platform, holds here."""
    compare = _SIGNS.get(type(sign))
    known: object = {
        "sys.version_info": tuple(sys.version_info),
        "sys.platform": sys.platform,
        "os.name": os.name,
    }.get(name)
    if compare is None or known is None:
        return None
    try:
        return bool(compare(known, ast.literal_eval(node)))
    except (ValueError, TypeError):
        return None
