"""Makes nodes, and finds what each leads to."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterable
from types import (
    BuiltinFunctionType,
    CodeType,
    FunctionType,
    GetSetDescriptorType,
    ModuleType,
)
from typing import Any

from loopwise.reach import functions
from loopwise.reach.classes import Classes
from loopwise.reach.first_party import FirstParty
from loopwise.reach.found import Discoveries
from loopwise.reach.instances import Instances
from loopwise.reach.kept import Keeping
from loopwise.reach.made import Making
from loopwise.reach.makers import Makers
from loopwise.reach.module_source import ModuleSource
from loopwise.reach.modules import (
    Modules,
    SourceFunction,
    SourceName,
    Unimported,
    absolute,
)
from loopwise.reach.names import Namespace, namespace_of
from loopwise.reach.node import Node
from loopwise.reach.references import Reference
from loopwise.reach.sources import Sources
from loopwise.resources.catalog import Catalog
from loopwise.resources.look import attributes_of, given_to, module_attribute
from loopwise.resources.objects import MISSING, is_free

_ATOMS = frozenset(
    map(
        id,
        (
            type(None),
            type(Ellipsis),
            type(NotImplemented),
            type(MISSING),
            bool,
            bytearray,
            bytes,
            complex,
            float,
            int,
            range,
            slice,
            str,
            BuiltinFunctionType,
            CodeType,
            GetSetDescriptorType,
            Unimported,
        ),
    )
)
"""Types whose objects lead nowhere. By identity: a class may have a hash of its own."""
LONGEST_PATH = 100
"""Characters after which a path of attributes does not get longer."""
MOST_OBJECTS = 200_000
"""After so many instances and containers no other is looked into: the plan must not
take minutes. Code does not count."""


class Walker:
    """The graph, as far as it was asked for."""

    def __init__(
        self,
        first_party: FirstParty,
        catalog: Catalog,
        modules: Modules | None = None,
    ) -> None:
        self.first_party, self.catalog = first_party, catalog
        self.makers = Makers(catalog)
        self.modules = modules or Modules(first_party)
        self.discoveries = Discoveries()
        self.instances, self.classes = Instances(self), Classes(self)
        self.sources = Sources(self)
        self.making, self.keeping = Making(self), Keeping(self)
        self._nodes: dict[object, Node] = {}
        self._objects = 0
        self._namespaces: dict[int, Namespace] = {}

    def node(self, thing: Any, owner: tuple[str, str] | None = None) -> Node | None:
        """Give the node of something; ``None`` where it leads nowhere."""
        kind = type(thing)
        if id(kind) in _ATOMS:
            return None
        key: object = id(thing)
        if kind is SourceName:
            key = (thing.module.name, thing.name)
        elif kind is SourceFunction:
            key = (id(thing.code), id(thing.own))
        node = self._nodes.get(key)
        if node is not None:
            if node.owner is None:
                node.owner = owner  # met before by something that has no name
            return node
        if not self._leads(thing, kind):
            return None
        if issubclass(kind, ModuleType) and not self.first_party.is_module(thing):
            return None
        if issubclass(kind, type) and not self.classes.is_ours(thing):
            return None
        return self._new(key, thing, owner)

    def _new(self, key: object, thing: Any, owner: tuple[str, str] | None) -> Node:
        kind = type(thing)
        if kind is SourceName:
            owner = (thing.module.name, thing.name)
        node = self._nodes[key] = Node(thing, owner=owner)
        if kind is FunctionType:
            node.name, node.code = thing.__name__, thing.__code__
        elif kind is SourceFunction:
            node.name, node.code = thing.name, thing.code
        elif kind is SourceName:
            node.name = thing.name
        elif issubclass(kind, type):
            node.name = type.__dict__["__name__"].__get__(thing)
        else:
            self._objects += 1
            if owner is not None and "." not in owner[1]:
                node.name = owner[1]
        row = self.catalog.of_type(kind)
        if row is not None and not is_free(row, thing):
            self.discoveries.add(node, row, thing)
            node.is_expanded = True
        return node

    def namespace(self, globals_: dict[str, Any]) -> Namespace:
        """Give the namespace of live code, with the names in it that lead anywhere."""
        found = self._namespaces.get(id(globals_))
        if found is None:
            leading = {
                name
                for name, one in list(globals_.items())
                if one is None or self._leads(one, type(one))
            }
            found = namespace_of(globals_, frozenset(leading))
            # Before it is read who sets its globals: that needs the namespace.
            self._namespaces[id(globals_)] = found
            later = self.keeping.stored_globals(found.module).keys() - globals_.keys()
            if later:
                found = namespace_of(globals_, frozenset(leading | later))
                self._namespaces[id(globals_)] = found
        return found

    def _leads(self, value: Any, kind: type) -> bool:
        """Whether a value may lead anywhere: most are libraries', or mere data."""
        if id(kind) in _ATOMS:
            return False
        if kind is FunctionType:
            if self.is_own(value):
                return True
            return bool(value.__closure__ or value.__dict__ or value.__defaults__) or (
                self.makers.knows(value)
            )
        if issubclass(kind, type):
            return self.classes.is_ours(value) or self.makers.knows(value)
        if issubclass(kind, (ModuleType, SourceName, SourceFunction, ModuleSource)):
            return True  # also a library's module may hold an object
        return self._objects < MOST_OBJECTS and self.instances.is_of_interest(kind)

    def is_own(self, function: FunctionType) -> bool:
        """Whether a function is the project's own code, or was generated for it."""
        filename = function.__code__.co_filename
        if filename[:1] != "<":
            return self.first_party.is_file(filename)
        module = sys.modules.get(str(function.__module__))
        return module is None or self.first_party.is_module(module)

    def is_callable(self, value: Any) -> bool:
        """Whether a value is a function or a class, known live or from its source."""
        kind = type(value)
        if kind in (FunctionType, SourceName, SourceFunction):
            return True
        return issubclass(kind, type)

    @staticmethod
    def held_by(function: FunctionType) -> list[Any]:
        """Give what a function holds: its closure, defaults and attributes."""
        return [*given_to(function), *function.__dict__.values()]

    def method(self, function: FunctionType, cls: type) -> Node:
        """Give the node of a test method: only what it names of its class counts."""
        key = (id(function), id(cls))
        node = self._nodes.get(key)
        if node is None:
            node = self._nodes[key] = Node((function, cls))
            node.code = function.__code__
            node.name = function.__name__
            node.is_expanded = True
            inner = self.node(function)
            node.edges = [] if inner is None else [inner]
            innermost: Any = inspect.unwrap(function)
            if type(innermost) is FunctionType:
                node.edges += functions.own_edges(self, innermost, cls)
        return node

    def add(self, key: object, owner: tuple[str, str]) -> tuple[Node, bool]:
        """Give the node of a name, and whether it is new."""
        node = self._nodes.get(key)
        if node is not None:
            return node, False
        node = self._nodes[key] = Node(None, owner[1], owner)
        node.is_expanded = True
        return node, True

    def expand(self, node: Node) -> None:
        """Find what a node leads to."""
        if node.is_expanded:
            return
        node.is_expanded = True
        thing = node.thing
        kind = type(thing)
        if kind is FunctionType:
            functions.expand(self, node, thing)
        elif kind is SourceName:
            self.sources.expand_name(node, thing)
        elif kind is SourceFunction:
            self.sources.expand_function(node, thing)
        elif kind is ModuleSource:
            self.sources.expand_module(node, thing)
        elif issubclass(kind, ModuleType):
            self._whole_module(node, thing)
        elif issubclass(kind, type):
            self.classes.expand(node, thing)
        else:
            self.instances.expand(node, thing)

    def lead(self, node: Node, things: Iterable[Any], name: str | None = None) -> None:
        """Let a node lead to things; ``name`` is what they are called in it."""
        for thing in things:
            if id(type(thing)) in _ATOMS:
                continue
            other = self.node(thing)
            if other is None or other is node:
                continue
            node.edges.append(other)
            if other.owner is None and node.owner is not None:
                module, path = node.owner
                if type(name) is str and len(path) < LONGEST_PATH:
                    path = f"{path}.{name}"
                other.owner = (module, path)

    def lead_by_import(
        self, node: Node, reference: Reference, namespace: Namespace
    ) -> None:
        """Lead to what is made on whatever loop is current when a module is imported.

        A module that is not imported yet runs when the code does.
        """
        name = absolute(reference.root, reference.level, namespace.package)
        module = self.modules.get(name) if name else None
        if type(module) is ModuleSource:
            node.edges += self.sources.made_at_import(module)

    def _whole_module(self, node: Node, module: Any) -> None:
        """Lead to the resources of a module that is handed on as a whole."""
        owner = str(module_attribute(module, "__name__"))
        for name, value in list(attributes_of(module).items()):
            if self.catalog.of_type(type(value)) is not None:
                other = self.node(value, (owner, name))
                if other is not None:
                    node.edges.append(other)

    def forget(self) -> None:
        """Let go of the objects: the plan must not keep them alive."""
        for node in self._nodes.values():
            node.thing = None
        self._nodes.clear()
        self._namespaces.clear()
        for part in (self.instances, self.classes, self.making, self.keeping):
            part.forget()
