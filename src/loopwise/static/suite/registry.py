"""Which fixtures each part of the tree of collectors has, and who can see them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from loopwise.model.scope import Scope
from loopwise.static.suite.fixtures import EVENT_LOOP, Fixtures, FixtureSource
from loopwise.static.suite.module_names import Bound
from loopwise.static.suite.modules import Module
from loopwise.static.suite.names import Class, Function, Names

PLUGINS = "\0plugins"
"""The holder of fixtures that everybody can see."""
_MODULE_SETUP = (("setUpModule", "setup_module"), ("tearDownModule", "teardown_module"))


@dataclass(slots=True, eq=False)
class Registered:
    """A fixture definition, where one part of the tree has it."""

    name: str
    holder: str
    """Of what it is kept in: a directory, module or class by its node id."""
    source: FixtureSource | None
    """``None`` for set-up functions of the xunit style."""
    scope: Scope
    names: tuple[str, ...] = ()
    autouse: bool = False
    cls: Class | None = None
    functions: tuple[Function, ...] = ()
    hands_on_class: bool = False
    """Whether its functions are given the class that they set up."""


class Registry:
    """Holds the fixtures of plugins, directories, modules and classes."""

    def __init__(self, names: Names, fixtures: Fixtures) -> None:
        self._names, self._fixtures = names, fixtures
        self._held: dict[str, dict[str, list[Registered]]] = {}
        self._autouse: dict[str, list[str]] = {}
        self._visible: dict[tuple[str, tuple[str, ...]], tuple[Registered, ...]] = {}
        self._read: set[tuple[str, int]] = set()
        self.event_loops = False
        """Whether the suite has an ``event_loop`` fixture of its own that is sync."""

    def add_module(self, holder: str, module: Module) -> None:
        """Register the fixtures that a module's names stand for."""
        if (holder, id(module)) in self._read:
            return
        self._read.add((holder, id(module)))
        found = self._names.globals(module)
        self._add(
            holder,
            ((name, where, bound, None) for name, (where, bound) in found.items()),
            None,
        )

    def add_class(self, holder: str, cls: Class) -> None:
        """Register the fixtures of a class and its bases."""
        members: dict[str, tuple[Module, Bound, Class | None]] = {}
        for one in reversed(self._names.mro(cls)):
            for name, bound in one.names.items():
                members[name] = (one.module, bound, one)
        self._add(
            holder,
            ((name, *member) for name, member in members.items()),
            cls,
        )
        self._add_class_setup(holder, cls)

    def _add(
        self,
        holder: str,
        names: Iterable[tuple[str, Module, Bound, Class | None]],
        cls: Class | None,
    ) -> None:
        for name, module, bound, owner in sorted(names, key=lambda one: one[0]):
            if isinstance(bound, ast.ClassDef):
                continue
            source = self._fixtures.of_bound(name, bound, module, owner)
            if source is None:
                continue
            one = Registered(
                source.name if source.is_named else name,
                holder,
                source,
                source.scope,
                source.names,
                source.autouse,
                cls,
                (source.function,),
            )
            if one.name == EVENT_LOOP and not source.is_async_def:
                self.event_loops = True
            self._put(one)

    def _put(self, one: Registered) -> None:
        self._held.setdefault(one.holder, {}).setdefault(one.name, []).append(one)
        if one.autouse:
            self._autouse.setdefault(one.holder, []).append(one.name)

    def add_module_setup(self, holder: str, module: Module) -> None:
        """Register ``setup_module`` and its like."""
        found = [self._first(module, names) for names in _MODULE_SETUP]
        name = module.name.rpartition(":")[2]
        self._put_setup(
            f"_xunit_setup_module_fixture_{name}", holder, Scope.MODULE, found
        )
        found = [
            self._first(module, (one,))
            for one in ("setup_function", "teardown_function")
        ]
        self._put_setup(
            f"_xunit_setup_function_fixture_{name}", holder, Scope.FUNCTION, found
        )

    def _add_class_setup(self, holder: str, cls: Class) -> None:
        for what, scope in (("class", Scope.CLASS), ("method", Scope.FUNCTION)):
            found = []
            for one in (f"setup_{what}", f"teardown_{what}"):
                member = self._names.member(cls, one)
                if member is not None and isinstance(
                    member[1], (ast.FunctionDef, ast.AsyncFunctionDef)
                ):
                    where = member[0]
                    found.append(
                        self._names.function_of(member[1], where.module, where)
                    )
            name = f"_xunit_setup_{what}_fixture_{cls.qualname}"
            self._put_setup(name, holder, scope, found, cls)

    def add_unittest(self, holder: str, cls: Class) -> None:
        """Register what sets up a class that ``unittest`` runs.

        It is handed the class itself, and so whatever that keeps.
        """
        functions = []
        for name in ("setUpClass", "tearDownClass"):
            member = self._names.member(cls, name)
            if member is not None and isinstance(member[1], ast.FunctionDef):
                owner, node = member[0], member[1]
                functions.append(self._names.function_of(node, owner.module, owner))
        name = f"_unittest_setUpClass_fixture_{cls.qualname}"
        self._put_setup(name, holder, Scope.CLASS, functions, cls, hands_on_class=True)

    def _first(self, module: Module, names: tuple[str, ...]) -> Function | None:
        known = self._names.globals(module)
        for name in names:
            if name in known:
                found = self._names.follow(ast.Name(name), module)
                if isinstance(found, Function):
                    return found
        return None

    def _put_setup(
        self,
        name: str,
        holder: str,
        scope: Scope,
        found: Iterable[Function | None],
        cls: Class | None = None,
        *,
        hands_on_class: bool = False,
    ) -> None:
        functions = tuple(one for one in found if one is not None)
        if functions:
            one = Registered(
                name, holder, None, scope, ("request",), True, cls, functions
            )
            one.hands_on_class = hands_on_class
            self._put(one)

    def visible(self, name: str, chain: tuple[str, ...]) -> tuple[Registered, ...]:
        """Give the definitions of a name along the tree, the nearest last."""
        key = (name, chain)
        known = self._visible.get(key)
        if known is None:
            known = self._visible[key] = tuple(
                one
                for holder in chain
                for one in self._held.get(holder, {}).get(name, ())
            )
        return known

    def autouse(self, chain: tuple[str, ...]) -> list[str]:
        """Give the names that tests of a part of the tree use without asking."""
        return [name for holder in chain for name in self._autouse.get(holder, ())]

    def all(self) -> Iterable[Registered]:
        """Give every fixture that was registered."""
        for held in self._held.values():
            for found in held.values():
                yield from found
