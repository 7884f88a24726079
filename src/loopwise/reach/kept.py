"""What is made when first asked for, and kept: a resource before there is an object."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

from loopwise.reach import instructions
from loopwise.reach.names import find
from loopwise.reach.node import Node
from loopwise.reach.references import facts_of
from loopwise.resources.bound_type import BoundType
from loopwise.resources.known.opaque import CACHES
from loopwise.resources.look import (
    ByClass,
    attributes_of,
    bases_of,
    given_to,
    members_of,
    module_of,
)
from loopwise.resources.names import is_any
from loopwise.resources.objects import MISSING, follow

if TYPE_CHECKING:
    from loopwise.reach.walker import Walker


FILLS = frozenset(
    {"add", "append", "appendleft", "extend", "insert", "setdefault", "update"}
)
"""Methods that put something into a container."""
CONTAINERS = (dict, list, set, deque)
_MAKE_AN_INSTANCE = frozenset({"__init__", "__new__"})
_XUNIT = frozenset(
    {
        "setUpModule",
        "setup_class",
        "setup_function",
        "setup_method",
        "setup_module",
    }
)

_Setter = tuple[str, FunctionType]
"""An attribute, and the function that sets it."""


class Keeping:
    """Finds what keeps something that code makes later."""

    def __init__(self, walker: Walker) -> None:
        self._walker = walker
        self._paths: ByClass[tuple[str, ...]] = ByClass()
        self._globals: dict[str, dict[str, list[FunctionType]]] = {}
        self._on: dict[str, dict[int, list[_Setter]]] = {}
        self._attributes: ByClass[dict[str, BoundType]] = ByClass()
        self._fills: ByClass[list[tuple[frozenset[str], tuple[str, ...]]]] = ByClass()
        self._put: ByClass[tuple[FunctionType, ...]] = ByClass()

    def by_cache(self, thing: Any) -> BoundType | None:
        """Give what an object such as a cached function makes once and keeps."""
        kind = type(thing)
        paths = self._paths.get(kind)
        if paths is None:
            found = tuple(path for name, path in CACHES if is_any(kind, (name,)))
            paths = self._paths.set(kind, found)
        for path in paths:
            maker = follow(thing, path)
            if maker is not MISSING:
                row = self._walker.making.by(maker)
                if row is not None:
                    return row
        return None

    def slots(self, owners: list[tuple[str, str]]) -> list[Node]:
        """Give the nodes of globals without a value that some function makes."""
        found = []
        for module, name in owners:
            node = self._slot(module, name)
            if node is not None:
                found.append(node)
        return found

    def _slot(self, module: str, name: str) -> Node | None:
        makers = self.stored_globals(module).get(name, [])
        if not makers or "." in name:
            return None
        node, is_new = self._walker.add(("slot", module, name), (module, name))
        if is_new:
            row = self._made(makers)
            if row is not None:
                self._walker.discoveries.add(node, row)
        return node

    def stored_globals(self, module_name: str) -> dict[str, list[FunctionType]]:
        """Give the globals that functions of a first-party module set, and which do."""
        known = self._globals.get(module_name)
        if known is None:
            known = self._globals[module_name] = {}
            for function in self._functions(module_name):
                if function.__name__ in _XUNIT:
                    continue  # pytest calls it as a fixture, of a scope of its own
                if instructions.stores_global(function.__code__):
                    for name in facts_of(function.__code__).stored_globals:
                        known.setdefault(name, []).append(function)
        return known

    def _stored_on(self, module_name: str) -> dict[int, list[_Setter]]:
        """Give, by the identity of an object, who sets which attribute of it."""
        known = self._on.get(module_name)
        if known is None:
            known = self._on[module_name] = {}
            walker = self._walker
            for function in self._functions(module_name):
                if not instructions.stores_on_global(function.__code__):
                    continue
                for reference, attribute in facts_of(function.__code__).stored_on:
                    namespace = walker.namespace(function.__globals__)
                    found = find(reference, namespace, walker.modules)
                    if found is not None and not found.rest and found.value is not None:
                        on = known.setdefault(id(found.value), [])
                        on.append((attribute, function))
        return known

    def _functions(self, module: str) -> Iterator[FunctionType]:
        found = sys.modules.get(module)
        if not self._walker.first_party.is_module(found):
            return
        names = attributes_of(found)
        for value in list(names.values()):
            if type(value) is FunctionType:
                if value.__globals__ is names:
                    yield value
            elif issubclass(type(value), type) and module_of(value) == module:
                yield from self._walker.classes.functions(value)

    def on_object(self, thing: Any, module: str) -> BoundType | None:
        """Give what functions of a module make and set on an object of its."""
        held = attributes_of(thing)
        if issubclass(type(thing), type):
            held = members_of(thing)
        for attribute, function in self._stored_on(module).get(id(thing), ()):
            if held.get(attribute) is None:
                row = self._made([function])
                if row is not None:
                    return row
        return None

    def by_instance(self, thing: Any) -> BoundType | None:
        """Give what an instance's own methods make and keep on it, and have not yet."""
        held = attributes_of(thing)
        for name, row in self.attributes(type(thing)).items():
            if held.get(name) is None:
                return row
        for stored, own in self._filling(type(thing)):
            if any(held.get(name) is None for name in stored):
                for name in own:
                    made = self._walker.making.by(self._value(thing, held, name))
                    if made is not None:
                        return made
        return self._in_container(thing)

    def _value(self, thing: Any, held: Mapping[str, Any], name: str) -> Any:
        """Give what an instance has under a name, itself or from its classes."""
        if name in held:
            return held[name]
        for base in bases_of(type(thing)):
            if self._walker.classes.is_ours(base) and name in members_of(base):
                return members_of(base)[name]
        return None

    def _in_container(self, thing: Any) -> BoundType | None:
        """Give what methods of an instance make and put into a container of its."""
        held = attributes_of(thing)
        return self._made(
            one for one in self._putting(type(thing)) if _is_of(one.__code__, held)
        )

    def _putting(self, cls: type) -> tuple[FunctionType, ...]:
        """Give the methods of a class that put something into a container."""
        known = self._put.get(cls)
        if known is not None:
            return known
        found = [one for one in self._methods(cls) if _puts(one.__code__)]
        return self._put.set(cls, tuple(found))

    def _methods(self, cls: type) -> Iterator[FunctionType]:
        """Give the project's own methods of a class, the nearest first."""
        classes = self._walker.classes
        for base in filter(classes.is_ours, bases_of(cls)):
            yield from classes.functions(base)

    def _filling(self, cls: type) -> list[tuple[frozenset[str], tuple[str, ...]]]:
        """Give, of each method that sets attributes, these and those that it uses.

        Among the latter may be what an object was given to make something with.
        """
        known = self._fills.get(cls)
        if known is None:
            known = self._fills.set(cls, [])
            for function in self._methods(cls):
                facts = facts_of(function.__code__)
                stored = facts.stored_attributes
                if stored and function.__name__ not in _MAKE_AN_INSTANCE:
                    known.append((stored, facts.own))
        return known

    def attributes(self, cls: type) -> dict[str, BoundType]:
        """Give the attributes that methods of a class fill, and what with."""
        known = self._attributes.get(cls)
        if known is not None:
            return known
        known = self._attributes.set(cls, {})
        walker = self._walker
        for base in bases_of(cls):
            if not walker.classes.is_ours(base):
                continue
            for name, value in list(members_of(base).items()):
                row = self.by_cache(value)
                if row is not None:
                    known.setdefault(name, row)
            for function in walker.classes.functions(base):
                stored = facts_of(function.__code__).stored_attributes
                if stored and function.__name__ not in _MAKE_AN_INSTANCE:
                    row = self._made([function])
                    if row is not None:
                        known.update(dict.fromkeys(stored, row))
        return known

    def by_class(self, cls: type) -> BoundType | None:
        """Give what a class makes once and keeps on itself, as singletons do."""
        walker = self._walker
        members = members_of(cls)
        for name, function in self._of_the_class(cls):
            stored = facts_of(function.__code__).stored_attributes
            if name == "__init__" and "__dict__" not in stored:
                continue  # what it keeps, the instance keeps, unless all share it
            has_room = any(members.get(one) is None for one in stored)
            if has_room or _puts_into(function.__code__, members):
                row = self._made([function]) or walker.making.by(cls)
                if row is not None:
                    return row
        meta = type(cls)
        if meta is not type and walker.classes.is_ours(meta):
            for function in walker.classes.functions(meta):
                if function.__name__ == "__call__" and (
                    facts_of(function.__code__).stores
                ):
                    return walker.making.by(cls)
        return None

    def _of_the_class(self, cls: type) -> Iterator[tuple[str, FunctionType]]:
        """Give the methods that may keep something on the class itself."""
        for name, value in list(members_of(cls).items()):
            if name in _MAKE_AN_INSTANCE or type(value) is classmethod:
                for function in self._walker.classes.inside(value):
                    if type(function) is FunctionType:
                        yield name, function

    def by_function(self, function: FunctionType) -> BoundType | None:
        """Give what a function makes and keeps: on itself, or in what is around it."""
        row = self.on_object(function, str(function.__module__))
        if row is not None:
            return row
        code = function.__code__
        if function.__name__ in _MAKE_AN_INSTANCE:
            return None  # what these keep, the instance keeps
        if not _keeps(function) and not (
            "globals" in code.co_names and "elements" in instructions.stores(code)
        ):
            return None
        return self._made([function])

    def fill(self, node: Node, holders: list[tuple[Any, tuple[str, str]]]) -> None:
        """Take a global dict for a resource where code puts into it what it makes."""
        own = self._walker.first_party
        holders = [one for one in holders if own.is_module(sys.modules.get(one[1][0]))]
        row = self._walker.making.by_node(node) if holders else None
        for holder, owner in holders if row is not None else ():
            other = self._walker.node(holder, owner)
            if other is not None and row is not None:
                self._walker.discoveries.add(other, row, holder=holder)

    def _made(self, functions: Iterable[FunctionType]) -> BoundType | None:
        for function in functions:
            node = self._walker.node(function)
            row = None if node is None else self._walker.making.by_node(node)
            if row is not None:
                return row
        return None

    def forget(self) -> None:
        """Let go of the classes and functions."""
        self._paths.clear()
        self._globals.clear()
        self._on.clear()
        self._attributes.clear()
        self._fills.clear()
        self._put.clear()


def _puts_into(code: CodeType, held: Mapping[str, Any]) -> bool:
    """Whether a method puts something into a container that its object has."""
    return _puts(code) and _is_of(code, held)


def _is_of(code: CodeType, held: Mapping[str, Any]) -> bool:
    """Whether code uses a container that its object has."""
    return any(
        issubclass(type(held.get(name)), CONTAINERS) for name in facts_of(code).own
    )


def _puts(code: CodeType) -> bool:
    """Whether code puts something into a container."""
    return "setdefault" in code.co_names or "elements" in instructions.stores(code)


def _keeps(function: FunctionType) -> bool:
    """Whether a function keeps things in a variable, or a container, around it.

    A variable of its own, which functions inside share, ends with the call.
    """
    code = function.__code__
    if function.__closure__ and instructions.stores_free(code):
        return True
    fills = "elements" in instructions.stores(code)
    if not fills and FILLS.isdisjoint(code.co_names):
        return False
    return any(issubclass(type(one), CONTAINERS) for one in given_to(function))
