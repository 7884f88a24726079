"""Names of modules that are not imported yet, read from their source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import CodeType
from typing import TYPE_CHECKING, Any

from loopwise.reach import functions
from loopwise.reach.made import ASYNC, Made, drivers_in, is_spared
from loopwise.reach.module_source import (
    Assignment,
    Binding,
    Definition,
    Import,
    ModuleSource,
)
from loopwise.reach.modules import (
    SourceClass,
    SourceFunction,
    SourceName,
    absolute,
)
from loopwise.reach.names import Found, find, namespace_in
from loopwise.reach.node import Node
from loopwise.reach.references import CodeFacts, Reference, facts_of
from loopwise.resources.bound_type import Binds, BoundType

if TYPE_CHECKING:
    from loopwise.reach.walker import Walker

_CACHED = frozenset({"cache", "lru_cache", "functools.cache", "functools.lru_cache"})
MOST_IMPORTS = 200
"""So many modules are looked at that one late import would import."""


class Sources:
    """Finds what names of a source lead to, whichever statement gave their value."""

    def __init__(self, walker: Walker) -> None:
        self._walker = walker
        self._at_import: dict[str, list[Node]] = {}
        self._imports: dict[str, tuple[ModuleSource, ...]] = {}
        self._calls: dict[str, list[tuple[str, list[Assignment]]]] = {}

    def expand_name(self, node: Node, thing: SourceName) -> None:
        """Find what a name leads to."""
        source = thing.module
        bindings = source.bindings.get(thing.name) or source.members.get(thing.name)
        for binding in bindings or ():
            if isinstance(binding, Definition):
                self._read_definition(node, source, binding)
            elif isinstance(binding, Assignment):
                self._read_assignment(node, source, binding)
                if not (binding.named or binding.called or binding.texts):
                    self._read_slot(node, thing)
                for found in self._found(source, source.additions.get(thing.name, ())):
                    functions.lead_to(self._walker, node, found)

    def expand_function(self, node: Node, thing: SourceFunction) -> None:
        """Find what a function leads to: its code, decorators, and its own class."""
        walker, facts = self._walker, facts_of(thing.code)
        functions.read(walker, node, facts, namespace_in(thing.module))
        node.bits |= facts.runs_loop
        for value in thing.values:
            self._read_assignment(node, thing.module, value)
        for found in self._found(thing.module, thing.named):
            functions.lead_to(walker, node, found)
        if thing.own is not None:
            node.edges += self._own_edges(node, facts, thing.own)

    def _own_edges(
        self, node: Node, facts: CodeFacts, cls: SourceClass
    ) -> Iterator[Node]:
        """Give what a method names of its own class, as in ``self.client``."""
        for name in facts.own:
            other = self._walker.node(cls.get(name))
            if other is not None and other is not node:
                yield other
        if facts.hands_on_own:
            for one in cls.data():
                other = self._walker.node(one)
                if other is not None:
                    self._walker.expand(other)
                    if other.bits:
                        yield other

    def types_named(
        self, source: ModuleSource, names: Iterable[str]
    ) -> Iterator[BoundType]:
        """Give the bound types among names in an annotation."""
        for found in self._found(source, names):
            row = self._walker.makers.of(found.value)
            if row is not None:
                yield row

    def expand_module(self, node: Node, source: ModuleSource) -> None:
        """Lead to the resources of a module that is handed on as a whole."""
        for name, bindings in source.bindings.items():
            if any(isinstance(one, Assignment) for one in bindings):
                other = self._walker.node(SourceName(source, name))
                if other is not None:
                    self._walker.expand(other)
                    if other.bits:
                        node.edges.append(other)

    def made_at_import(self, source: ModuleSource) -> list[Node]:
        """Give what modules make when they are imported, on the loop of that moment."""
        known = self._at_import.get(source.name)
        if known is not None:
            return known
        known = self._at_import[source.name] = []
        waiting, seen = [source], {source.name}
        while waiting and len(seen) < MOST_IMPORTS:
            one = waiting.pop()
            for name, bindings in self._calls_of(one):
                if any(self._is_made_at_once(one, binding) for binding in bindings):
                    node = self._walker.node(SourceName(one, name))
                    if node is not None:
                        known.append(node)
            imported = self._imports.get(one.name)
            if imported is None:
                imported = self._imports[one.name] = tuple(self._imported(one))
            for module in imported:
                if module.name not in seen:
                    seen.add(module.name)
                    waiting.append(module)
        return known

    def _calls_of(self, source: ModuleSource) -> list[tuple[str, list[Assignment]]]:
        """Give the names whose values a module's top calls something for."""
        known = self._calls.get(source.name)
        if known is None:
            known = self._calls[source.name] = []
            for name, bindings in source.bindings.items():
                calls = [
                    one
                    for one in bindings
                    if isinstance(one, Assignment) and one.called
                ]
                if calls:
                    known.append((name, calls))
        return known

    def _is_made_at_once(self, source: ModuleSource, binding: Assignment) -> bool:
        rows = self._made_by(source, binding)
        return any(row.binds is Binds.CREATION for row in rows)

    def _imported(self, source: ModuleSource) -> Iterator[ModuleSource]:
        """Give the modules, not imported yet either, that a module's top imports."""
        package = namespace_in(source).package
        imports = [
            one
            for bindings in source.bindings.values()
            for one in bindings
            if isinstance(one, Import)
        ]
        for one in (*imports, *source.stars):
            name = absolute(one.module, one.level, package)
            for target in (name, f"{name}.{one.name}") if one.name else (name,):
                module = self._walker.modules.get(target) if target else None
                if isinstance(module, ModuleSource):
                    yield module

    def _read_definition(
        self, node: Node, source: ModuleSource, definition: Definition
    ) -> None:
        walker, namespace = self._walker, namespace_in(source)
        node.code = definition.code or node.code
        codes = definition.methods if definition.is_class else (definition.code,)
        for code in codes:
            if code is not None:
                functions.read(walker, node, facts_of(code), namespace)
                node.bits |= facts_of(code).runs_loop
        for value in definition.values:
            self._read_assignment(node, source, value)
        if definition.is_class:
            self._read_singleton(node, source, definition, node.name)
        if not definition.is_class and not _CACHED.isdisjoint(definition.bases):
            row = walker.making.by_node(node)
            if row is not None:
                walker.discoveries.add(node, row)
        for found in self._found(source, definition.bases):
            functions.lead_to(walker, node, found)

    def _read_singleton(
        self, node: Node, source: ModuleSource, definition: Definition, name: str
    ) -> None:
        """Look for a class method that makes something once and keeps it."""
        for code in definition.methods:
            if code.co_varnames[:1] != ("cls",) or not facts_of(code).stores:
                continue
            if not self._has_room(source, name, code):
                continue
            made = Made()
            self._walker.making.read(made, facts_of(code), namespace_in(source))
            rows = [row for row in made.rows if not is_spared(row, made.spares)]
            own = self._walker.making.by_node(node)
            if own is not None:
                rows.append(own)
            for row in rows[:1]:
                self._walker.discoveries.add(node, row)

    def _has_room(self, source: ModuleSource, name: str, code: CodeType) -> bool:
        """Whether a method keeps something on its class, or in what that has."""
        for stored in facts_of(code).stored_attributes:
            bindings = source.members.get(f"{name}.{stored}", ())
            if all(_is_empty(one) for one in bindings):
                return True
        puts = facts_of(code).fills or "setdefault" in code.co_names
        return puts and any(
            f"{name}.{one}" in source.members for one in facts_of(code).own
        )

    def _read_assignment(
        self, node: Node, source: ModuleSource, assignment: Assignment
    ) -> None:
        for row in self._made_by(source, assignment):
            self._walker.discoveries.add(node, row)
        for found in self._found(source, assignment.named):
            functions.lead_to(self._walker, node, found)

    def _read_slot(self, node: Node, thing: SourceName) -> None:
        """Look for a function of the module that makes what a name is to hold."""
        for name, bindings in thing.module.bindings.items():
            for one in bindings:
                if not isinstance(one, Definition) or one.code is None:
                    continue
                codes = one.methods if one.is_class else (one.code,)
                if any(thing.name in facts_of(code).stored_globals for code in codes):
                    other = self._walker.node(SourceName(thing.module, name))
                    row = None if other is None else self._walker.making.by_node(other)
                    if row is not None:
                        self._walker.discoveries.add(node, row)

    def _made_by(
        self, source: ModuleSource, assignment: Assignment
    ) -> Iterator[BoundType]:
        """Give the types of what an expression makes, or makes and keeps later."""
        walker = self._walker
        spares = self._spares(source, assignment)
        for found in self._found(source, assignment.called):
            row = walker.makers.of(found.value)
            if row is None:
                other = walker.node(found.value)
                row = None if other is None else walker.making.by_node(other, spares)
                row = row or self._kept_by_bases(found.value, spares)
            if row is not None and not is_spared(row, spares):
                yield row

    def _spares(self, source: ModuleSource, assignment: Assignment) -> frozenset[str]:
        found = self._found(source, assignment.named)
        spares = {self._walker.makers.spare(one.value) for one in found} - {None}
        return frozenset(
            {*(one for one in spares if one), *drivers_in(assignment.texts)}
        )

    def read_made(self, made: Made, thing: Any) -> None:
        """Read what a function or class of a source makes when it is called."""
        if type(thing) is SourceFunction:
            namespace = namespace_in(thing.module)
            self._walker.making.read(made, facts_of(thing.code), namespace)
            self._read_defaults(made, thing.module, thing.values, thing.code)
        if type(thing) is not SourceName:
            return
        source = thing.module
        for binding in source.bindings.get(thing.name, ()):
            if not isinstance(binding, Definition):
                continue
            if binding.is_class:
                self._read_bases(made, source, binding)
            codes = binding.methods if binding.is_class else (binding.code,)
            for code in codes:
                if code is None:
                    continue
                if binding.is_class and not (
                    facts_of(code).stores or code in binding.kept
                ):
                    continue
                self._walker.making.read(made, facts_of(code), namespace_in(source))
            if not binding.is_class and binding.code is not None:
                self._read_defaults(made, source, binding.values, binding.code)

    def _read_defaults(
        self,
        made: Made,
        source: ModuleSource,
        values: Iterable[Assignment],
        code: CodeType,
    ) -> None:
        """Read what a sync function makes with a default value of its parameters."""
        if code.co_flags & ASYNC:
            return
        for value in values:
            for found in self._found(source, value.named):
                row = self._walker.makers.of(found.value)
                if row is not None:
                    made.rows.append(row)

    def _read_bases(
        self, made: Made, source: ModuleSource, definition: Definition
    ) -> None:
        """A class of a bound type's makes objects of that type."""
        for found in self._bases(source, definition):
            row = self._walker.makers.of(found.value)
            if row is not None:
                made.rows.append(row)

    def _bases(self, source: ModuleSource, definition: Definition) -> Iterator[Found]:
        """Give the bases of a class, and theirs as far as these are the project's."""
        waiting, seen = [(source, definition)], {definition}
        while waiting:
            source, definition = waiting.pop()
            for found in self._found(source, definition.bases):
                yield found
                if type(found.value) is not SourceName:
                    continue
                base = found.value
                for one in base.module.bindings.get(base.name, ()):
                    if isinstance(one, Definition) and one not in seen:
                        seen.add(one)
                        waiting.append((base.module, one))

    def _kept_by_bases(self, thing: Any, spares: frozenset[str]) -> BoundType | None:
        """Give what an object keeps that methods of its class's bases make."""
        if type(thing) is not SourceName:
            return None
        for one in thing.module.bindings.get(thing.name, ()):
            if not isinstance(one, Definition) or not one.is_class:
                continue
            for found in self._bases(thing.module, one):
                node = None
                if type(found.value) is SourceName:
                    node = self._walker.node(found.value)
                row = (
                    None if node is None else self._walker.making.by_node(node, spares)
                )
                if row is not None:
                    return row
        return None

    def _found(self, source: ModuleSource, names: Iterable[str]) -> Iterator[Found]:
        namespace = namespace_in(source)
        for name in names:
            root, *attributes = name.split(".")
            reference = Reference(root, tuple(attributes))
            found = find(reference, namespace, self._walker.modules)
            if found is not None and found.value is not None:
                yield found


def _is_empty(binding: Binding) -> bool:
    """Whether it gives a name a value that says nothing, such as ``None``."""
    return isinstance(binding, Assignment) and not (
        binding.named or binding.called or binding.texts
    )
