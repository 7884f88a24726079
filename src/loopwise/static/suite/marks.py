"""Marks of tests, as decorators and ``pytestmark`` give them."""

from __future__ import annotations

import ast
import enum
from collections.abc import Iterator
from dataclasses import dataclass, field

from loopwise.static.suite.module_names import Assigned
from loopwise.static.suite.modules import Module
from loopwise.static.suite.names import Class, Function, Names, Outside, Value

ASYNCIO = "asyncio"
_PREFIXES = ("pytest.mark.", "loopwise.mark.", "loopwise.decorators.mark.")
_DEEPEST = 10


class Stands(enum.Enum):
    """Where a mark stands."""

    FUNCTION = "decorator"
    CLASS = "class decorator"
    PYTESTMARK = "pytestmark"
    HOOK = "pytest_collection_modifyitems"


@dataclass(frozen=True, slots=True, eq=False)
class Mark:
    """One mark, and where it stands."""

    name: str
    module: Module
    """Whose source the mark's node is."""
    node: ast.expr
    stands: Stands
    owner: Class | None = None
    args: tuple[ast.expr, ...] = ()
    kwargs: dict[str, ast.expr] = field(default_factory=dict)


class Marks:
    """Reads the marks of functions, classes and modules, each once."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._of_class: dict[Class, tuple[Mark, ...]] = {}
        self._of_module: dict[Module, tuple[Mark, ...]] = {}

    def of_function(self, function: Function) -> list[Mark]:
        """Give the marks of a function itself, the lowest decorator's first."""
        return [
            mark
            for one in reversed(function.node.decorator_list)
            for mark in self.read(one, function.module, function.owner, Stands.FUNCTION)
        ]

    def of_class(self, cls: Class) -> tuple[Mark, ...]:
        """Give the marks of a class, those of its bases first, as pytest does."""
        known = self._of_class.get(cls)
        if known is None:
            found = [
                mark
                for one in reversed(self._names.mro(cls))
                for mark in self._own_of_class(one)
            ]
            known = self._of_class[cls] = tuple(found)
        return known

    def _own_of_class(self, cls: Class) -> Iterator[Mark]:
        said = cls.names.get("pytestmark")
        if isinstance(said, Assigned):
            yield from self.read(said.value, cls.module, cls, Stands.PYTESTMARK)
        for one in reversed(cls.node.decorator_list):
            yield from self.read(one, cls.module, None, Stands.CLASS)

    def of_module(self, module: Module) -> tuple[Mark, ...]:
        """Give the marks in a module's ``pytestmark``."""
        known = self._of_module.get(module)
        if known is None:
            found: list[Mark] = []
            said = self._names.globals(module).get("pytestmark")
            if said is not None:
                where, bound = said
                if isinstance(bound, Assigned):
                    found += self.read(bound.value, where, None, Stands.PYTESTMARK)
                else:
                    node = ast.Name("pytestmark", ast.Load())
                    found += self.read(node, module, None, Stands.PYTESTMARK)
            known = self._of_module[module] = tuple(found)
        return known

    def read(
        self,
        node: ast.expr,
        module: Module,
        owner: Class | None,
        stands: Stands,
        depth: int = 0,
    ) -> Iterator[Mark]:
        """Give the marks that an expression stands for."""
        if depth > _DEEPEST:
            return
        match node:
            case ast.List(elts=elts) | ast.Tuple(elts=elts):
                for one in elts:
                    yield from self.read(one, module, owner, stands, depth + 1)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                for one in (left, right):
                    yield from self.read(one, module, owner, stands, depth + 1)
            case ast.Starred(value=value):
                yield from self.read(value, module, owner, stands, depth + 1)
            case ast.Call(func=func, args=args, keywords=keywords):
                given = {one.arg: one.value for one in keywords if one.arg}
                for mark in self.read(func, module, owner, stands, depth + 1):
                    yield Mark(
                        mark.name,
                        module,
                        node,
                        stands,
                        owner,
                        (*mark.args, *args),
                        {**mark.kwargs, **given},
                    )
            case ast.Name() | ast.Attribute():
                yield from self._named(node, module, owner, stands, depth)
            case _:
                return

    def _named(
        self,
        node: ast.Name | ast.Attribute,
        module: Module,
        owner: Class | None,
        stands: Stands,
        depth: int,
    ) -> Iterator[Mark]:
        found = self._names.follow(node, module, owner)
        if isinstance(found, Outside):
            name = mark_name(found.name)
            if name:
                yield Mark(name, module, node, stands, owner)
        elif isinstance(found, Value):
            if found.node is not node:
                yield from self.read(
                    found.node, found.module, found.owner, stands, depth + 1
                )
        elif isinstance(found, Function) and stands is not Stands.PYTESTMARK:
            yield from self._given_by(found, stands, depth)

    def _given_by(
        self, function: Function, stands: Stands, depth: int
    ) -> Iterator[Mark]:
        """Give the marks that a decorator of the project's own puts on what it gets."""
        if ".mark." not in function.module.file.text:
            return
        called = set()
        for node in ast.walk(function.node):
            if isinstance(node, ast.Call) and not isinstance(node.func, ast.Call):
                called.add(node.func)
        for node in ast.walk(function.node):
            if isinstance(node, (ast.Call, ast.Attribute)) and node not in called:
                name = node.func if isinstance(node, ast.Call) else node
                full = self._names.qualified(name, function.module)
                if mark_name(full):
                    module = function.module
                    yield from self.read(node, module, None, stands, depth + 1)


def mark_name(full: str) -> str:
    """Give the name of a mark by its full name; empty for what is no mark."""
    for prefix in _PREFIXES:
        if full.startswith(prefix):
            return full[len(prefix) :].partition(".")[0]
    return ""
