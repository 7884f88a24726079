"""What names in source stand for: followed through imports, never run."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from loopwise.static.suite.module_names import (
    Assigned,
    Bound,
    FunctionNode,
    Imported,
    names_in_class,
)
from loopwise.static.suite.modules import Module, Modules

LONGEST = 30
"""So many imports and assignments a name is followed through."""


RUNNERS = frozenset({"pytest", "_pytest", "pytest_asyncio", "loopwise"})
"""Never the project's own: their names have a meaning here, whoever is read."""


@dataclass(frozen=True, slots=True)
class Outside:
    """Something of a library, known by its full name only: ``pytest.fixture``."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function of the project, and where it is."""

    module: Module
    node: FunctionNode
    owner: Class | None = None
    """The class whose body it stands in."""


@dataclass(frozen=True, slots=True, eq=False)
class Class:
    """A class of the project."""

    module: Module
    node: ast.ClassDef
    qualname: str
    names: Mapping[str, Bound]
    """What its body binds."""


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """What an expression gives."""

    module: Module
    node: ast.expr
    owner: Class | None = None


Target = Outside | Function | Class | Value | Module


class Names:
    """Follows names of modules and classes to what they stand for."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self._classes: dict[ast.ClassDef, Class] = {}
        self._functions: dict[ast.AST, Function] = {}
        self._globals: dict[Module, dict[str, tuple[Module, Bound]]] = {}
        self._bases: dict[Class, tuple[Class | Outside | None, ...]] = {}
        self._mro: dict[Class, tuple[Class, ...]] = {}

    def follow(
        self, node: ast.AST, module: Module, owner: Class | None = None, depth: int = 0
    ) -> Target | None:
        """Follow a name, or attributes of one, to what it stands for."""
        if depth > LONGEST:
            return None  # names that lead in a circle are the user's
        if isinstance(node, ast.Name):
            return self._name(node.id, module, owner, depth + 1)
        if isinstance(node, ast.Attribute):
            found = self.follow(node.value, module, owner, depth + 1)
            return self.attribute(found, node.attr, depth + 1)
        if isinstance(node, ast.expr):
            return Value(module, node, owner)
        return None

    def _name(
        self, name: str, module: Module, owner: Class | None, depth: int
    ) -> Target | None:
        if owner is not None and name in owner.names:
            return self._bound(owner.names[name], module, owner, depth)
        found = self.globals(module).get(name)
        if found is None:
            return None
        return self._bound(found[1], found[0], None, depth)

    def qualified(
        self, node: ast.AST, module: Module, owner: Class | None = None
    ) -> str:
        """Give the full name of what a name stands for in a library, or nothing."""
        found = self.follow(node, module, owner)
        return found.name if isinstance(found, Outside) else ""

    def globals(self, module: Module) -> dict[str, tuple[Module, Bound]]:
        """Give a module's names, also those that come by ``*``, with who has them."""
        known = self._globals.get(module)
        if known is None:
            known = self._globals[module] = {}
            for star in module.stars:
                other = self.modules.named(star, module) if star else None
                if other is None:
                    continue
                public = self._public(other)
                for name, found in self.globals(other).items():
                    if name in public if public is not None else name[:1] != "_":
                        known[name] = found
            known.update({name: (module, one) for name, one in module.names.items()})
        return known

    def _public(self, module: Module) -> set[str] | None:
        said = module.names.get("__all__")
        if not isinstance(said, Assigned):
            return None
        return {
            one.value
            for one in ast.walk(said.value)
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        }

    def _bound(
        self, bound: Bound, module: Module, owner: Class | None, depth: int
    ) -> Target | None:
        if depth > LONGEST:
            return None  # names that lead in a circle are the user's
        if isinstance(bound, Assigned):
            return self.follow(bound.value, module, owner, depth + 1)
        if isinstance(bound, Imported):
            return self._imported(bound, module, depth + 1)
        if isinstance(bound, ast.ClassDef):
            return self.class_of(bound, module, owner)
        return self.function_of(bound, module, owner)

    def _imported(self, one: Imported, module: Module, depth: int) -> Target | None:
        if not one.module:
            return None
        if one.module.partition(".")[0] in RUNNERS:
            return Outside(f"{one.module}.{one.name}" if one.name else one.module)
        found = self.modules.named(one.module, module)
        if found is None:
            if one.name and (below := self._below(one, module)) is not None:
                return below
            return Outside(f"{one.module}.{one.name}" if one.name else one.module)
        return self.attribute(found, one.name, depth) if one.name else found

    def _below(self, one: Imported, module: Module) -> Module | None:
        """Give a module of a package that has no file of its own."""
        return self.modules.named(f"{one.module}.{one.name}", module)

    def attribute(
        self, found: Target | None, name: str, depth: int = 0
    ) -> Target | None:
        """Give what something has under a name."""
        if isinstance(found, Outside):
            return self._outside(found, name)
        if isinstance(found, Module):
            if name in self.globals(found):
                module, bound = self.globals(found)[name]
                return self._bound(bound, module, None, depth + 1)
            return self.modules.named(f"{found.name}.{name}", found)
        if isinstance(found, Class):
            member = self.member(found, name)
            if member is None:
                return None
            return self._bound(member[1], member[0].module, member[0], depth + 1)
        return None

    def _outside(self, found: Outside, name: str) -> Target:
        full = f"{found.name}.{name}"
        # A package without a file of its own may have modules of the project's.
        if self.modules.is_directory(found.name):
            return self.modules.named(full) or Outside(full)
        return Outside(full)

    def class_of(
        self, node: ast.ClassDef, module: Module, owner: Class | None = None
    ) -> Class:
        """Give the class that a statement defines."""
        known = self._classes.get(node)
        if known is None:
            above = f"{owner.qualname}." if owner is not None else ""
            names = names_in_class(node, module.package)
            known = Class(module, node, f"{above}{node.name}", names)
            self._classes[node] = known
        return known

    def function_of(
        self, node: FunctionNode, module: Module, owner: Class | None = None
    ) -> Function:
        """Give the function that a statement defines."""
        known = self._functions.get(node)
        if known is None:
            known = self._functions[node] = Function(module, node, owner)
        return known

    def bases(self, cls: Class) -> tuple[Class | Outside | None, ...]:
        """Give the bases of a class; ``None`` for what cannot be told."""
        known = self._bases.get(cls)
        if known is None:
            self._bases[cls] = ()  # for one that is its own base
            found = []
            for one in cls.node.bases:
                node = one.value if isinstance(one, ast.Subscript) else one
                base = self.follow(node, cls.module)
                found.append(base if isinstance(base, (Class, Outside)) else None)
            known = self._bases[cls] = tuple(found)
        return known

    def mro(self, cls: Class) -> tuple[Class, ...]:
        """Give a class and its bases of the project, in Python's order."""
        known = self._mro.get(cls)
        if known is None:
            self._mro[cls] = (cls,)  # for one that is its own base
            bases = [one for one in self.bases(cls) if one is not cls]
            own = [one for one in bases if isinstance(one, Class)]
            lists = [list(self.mro(one)) for one in own]
            known = self._mro[cls] = (cls, *_merged([*lists, own]))
        return known

    def outside_bases(self, cls: Class) -> list[str]:
        """Give the names of libraries' classes among the bases, and theirs."""
        return [
            base.name
            for one in self.mro(cls)
            for base in self.bases(one)
            if isinstance(base, Outside)
        ]

    def member(self, cls: Class, name: str) -> tuple[Class, Bound] | None:
        """Give what a class, or the nearest base that has it, binds to a name."""
        for one in self.mro(cls):
            if name in one.names:
                return one, one.names[name]
        return None


def _merged(lists: list[list[Class]]) -> list[Class]:
    """Merge the orders of bases: C3, or the order met where that does not work."""
    found: list[Class] = []
    lists = [one for one in lists if one]
    while lists:
        for one in lists:
            if not any(one[0] in other[1:] for other in lists):
                first = one[0]
                break
        else:
            first = lists[0][0]
        found.append(first)
        lists = [[one for one in other if one is not first] for other in lists]
        lists = [one for one in lists if one]
    return found
