"""Functions: what their code names."""

from __future__ import annotations

import sys
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from loopwise.reach.kept import CONTAINERS, FILLS
from loopwise.reach.module_source import ModuleSource
from loopwise.reach.modules import SourceName
from loopwise.reach.names import Found, Namespace, find
from loopwise.reach.node import RUNS_LOOP, Node
from loopwise.reach.references import RUNS_LOOP as NAMES_THAT_RUN
from loopwise.reach.references import CodeFacts, Reference, facts_of, names_in
from loopwise.resources.look import bases_of, members_of, module_of, qualname_of

if TYPE_CHECKING:
    from loopwise.reach.walker import Walker


def expand(walker: Walker, node: Node, function: FunctionType) -> None:
    """Find what a function leads to.

    A library's function is not read, but it may be wrapped around one of the project:
    then that is in its closure.
    """
    walker.lead(node, walker.held_by(function))
    if not walker.is_own(function):
        node.name = ""
        return
    names = names_in(function.__code__)
    if not NAMES_THAT_RUN.isdisjoint(names):
        node.bits |= RUNS_LOOP
    namespace = walker.namespace(function.__globals__)
    if "import" in names or not namespace.leading.isdisjoint(names):
        read(walker, node, facts_of(function.__code__), namespace)
    row = walker.keeping.by_function(function)
    if row is not None:
        walker.discoveries.add(node, row, holder=function)


def read(walker: Walker, node: Node, facts: CodeFacts, namespace: Namespace) -> None:
    """Follow what a piece of code names, in the namespace that it is in."""
    empty: list[tuple[str, str]] = []
    holders: list[tuple[Any, tuple[str, str]]] = []
    leading = namespace.leading
    for reference in facts.references:
        if leading and not (reference.imported or reference.root in leading):
            continue
        found = find(reference, namespace, walker.modules)
        if found is None:
            continue
        if found.value is None:
            empty.append(found.owner)
            continue
        if reference.imported:
            walker.lead_by_import(node, reference, namespace)
        lead_to(walker, node, found)
        if issubclass(type(found.value), CONTAINERS) and _is_filled(
            facts, reference, found.rest
        ):
            holders.append((found.value, found.owner))
    if holders:
        walker.keeping.fill(node, holders)
    if empty:
        node.edges += walker.keeping.slots(empty)


def _is_filled(facts: CodeFacts, reference: Reference, rest: tuple[str, ...]) -> bool:
    """Whether code puts something into a container, and looks at what is in it.

    What is only added to, such as a list of messages, is no cache.
    """
    if reference.root in facts.filled or rest[:1] == ("setdefault",):
        return True
    if FILLS.isdisjoint(rest):
        return False
    own = reference.attributes[: len(reference.attributes) - len(rest)]
    return any(
        one.root == reference.root and one.attributes == own for one in facts.references
    )


def lead_to(walker: Walker, node: Node, found: Found) -> None:
    """Let a node lead to what a name leads to."""
    value = found.value
    if _is_standard(walker, found.owner[0]):
        return  # `sys.modules` would lead to everything
    other = walker.node(value, found.owner)
    if other is None or other is node:
        return
    if found.rest and type(value) is SourceName:
        walker.expand(other)  # what it is counts here, not only what it leads to
    if other.bits > RUNS_LOOP and found.rest:
        for one in walker.discoveries.of(other.bits):
            if found.rest[0] in one.row.harmless:
                node.idle |= one.bit
                return
    kind = type(value)
    if found.rest and (kind is ModuleSource or issubclass(kind, ModuleType)):
        return  # an attribute that the module does not have
    node.edges.append(other)


def _is_standard(walker: Walker, module: str) -> bool:
    """Whether something was found in a module of Python's own."""
    if module.partition(".")[0] not in sys.stdlib_module_names:
        return False
    return not walker.modules.is_own(module)


def own_edges(walker: Walker, function: FunctionType, cls: type) -> list[Node]:
    """Give what a test method names of its own class, as in ``self.client``."""
    facts = facts_of(function.__code__)
    found: list[Node] = []
    for name in facts.own:
        value, owner = _of_class(cls, name)
        inside = walker.classes.inside(value)
        found += [
            walker.method(one, cls)
            for one in inside
            if type(one) is FunctionType and one is not function
        ]
        other = None if inside else walker.node(value, owner)
        if other is not None:
            found.append(other)
    if facts.hands_on_own:
        for value, owner in walker.classes.data(cls):
            if walker.catalog.of_type(type(value)) is not None:
                other = walker.node(value, owner)
                if other is not None:
                    found.append(other)
    return found


def _of_class(cls: type, name: str) -> tuple[Any, tuple[str, str] | None]:
    for base in bases_of(cls):
        if name in members_of(base):
            owner = (module_of(base), f"{qualname_of(base)}.{name}")
            return members_of(base)[name], owner
    return None, None
