"""Instances, containers, and the objects of libraries."""

from __future__ import annotations

import functools
import gc
import weakref
from collections import deque
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from types import MappingProxyType, MethodType
from typing import TYPE_CHECKING, Any

from loopwise.reach.node import Node
from loopwise.resources.known.opaque import LEADS, LOOKED_INTO, OPAQUE
from loopwise.resources.look import (
    ByClass,
    attributes_of,
    bases_of,
    in_slots,
    module_of,
)
from loopwise.resources.names import is_any
from loopwise.resources.objects import follow

if TYPE_CHECKING:
    from loopwise.reach.walker import Walker

MOST_ELEMENTS = 10_000
"""So many of a container's elements are looked at."""

_MAPPINGS = (dict, MappingProxyType)
_SEQUENCES = (list, tuple, set, frozenset, deque)
# Held in C, where no attribute leads to it.
_IN_C = frozenset(
    {"_functools", "_threading_local", "_thread", "itertools", "operator"}
)

Inside = Callable[[Any], Iterable[Any]]


class Instances:
    """Looks into objects, without running a line of their code."""

    def __init__(self, walker: Walker) -> None:
        self._walker = walker
        self._interest: ByClass[bool] = ByClass()
        self._leads: ByClass[tuple[str, ...]] = ByClass()
        self._inside: ByClass[tuple[Inside, ...]] = ByClass()

    def is_of_interest(self, kind: type) -> bool:
        """Whether objects of a class may lead anywhere."""
        known = self._interest.get(kind)
        return self._interest.set(kind, self._decide(kind)) if known is None else known

    def _decide(self, kind: type) -> bool:
        walker = self._walker
        if self._how(kind) or walker.catalog.of_type(kind) is not None:
            return True
        if any(walker.classes.is_ours(base) for base in bases_of(kind)):
            return True
        if is_any(kind, LOOKED_INTO):
            return True
        return module_of(kind).partition(".")[0] not in OPAQUE

    def _how(self, kind: type) -> tuple[Inside, ...]:
        """Give the ways in which objects of a class hold others, besides attributes."""
        known = self._inside.get(kind)
        if known is not None:
            return known
        found = [inside for kinds, inside in _INSIDE if issubclass(kind, kinds)][:1]
        module = module_of(kind)
        if module.startswith(("frozenlist", "aiosignal")):
            found = [_some]
        elif module in _IN_C or kind.__name__.endswith("_iterator"):
            found = [gc.get_referents]
        return self._inside.set(kind, tuple(found))

    def expand(self, node: Node, thing: Any) -> None:
        """Find what an object leads to."""
        walker, kind = self._walker, type(thing)
        for inside in self._how(kind):
            walker.lead(node, inside(thing))
        row = walker.keeping.by_cache(thing)
        if row is not None:
            walker.discoveries.add(node, row, holder=thing)
        for name, value in list(attributes_of(thing).items()):
            walker.lead(node, (value,), name)
        for name, value in in_slots(thing, walker.classes.slots(kind)):
            walker.lead(node, (value,), name)
        walker.lead(node, [follow(thing, path) for path in self._paths(kind)])
        self._read_class(node, thing)

    def _read_class(self, node: Node, thing: Any) -> None:
        walker, kind = self._walker, type(thing)
        ours = [base for base in bases_of(kind) if walker.classes.is_ours(base)]
        walker.lead(node, ours[:1])
        if any(other.bits > 1 for other in node.edges):
            return
        row = walker.keeping.by_instance(thing) if ours else None
        if row is None and node.owner is not None:
            row = walker.keeping.on_object(thing, node.owner[0])
        if row is not None:
            walker.discoveries.add(node, row, holder=thing)

    def _paths(self, kind: type) -> tuple[str, ...]:
        known = self._leads.get(kind)
        if known is None:
            found = [
                path for name, paths in LEADS if is_any(kind, (name,)) for path in paths
            ]
            known = self._leads.set(kind, tuple(found))
        return known

    def forget(self) -> None:
        """Let go of the classes."""
        self._interest.clear()
        self._leads.clear()
        self._inside.clear()


def _keys_and_values(mapping: Any) -> list[Any]:
    """Give what a mapping holds, without asking a class of the user's own."""
    if issubclass(type(mapping), dict):
        return [*_some(dict.values(mapping)), *_some(dict.keys(mapping))]
    return _some(mapping.values())


def _elements(sequence: Any) -> list[Any]:
    for kind in _SEQUENCES:
        if issubclass(type(sequence), kind):
            return _some(kind.__iter__(sequence))
    return []


def _current(variable: ContextVar[Any]) -> tuple[Any, ...]:
    try:
        return (variable.get(),)
    except LookupError:
        return ()


def _some(values: Iterable[Any]) -> list[Any]:
    """Copy what a container holds: it may change while it is looked at."""
    try:
        found = list(values)
    except Exception:  # noqa: BLE001  # another thread changes it, or it is a user's
        return []
    return found[:MOST_ELEMENTS]


# The first that fits: a WeakValueDictionary is no dict, a dict subclass is.
_INSIDE: tuple[tuple[Any, Inside], ...] = (
    (_MAPPINGS, _keys_and_values),
    (_SEQUENCES, _elements),
    (MethodType, lambda one: (one.__func__, one.__self__)),
    (functools.partial, lambda one: (one.func, one.args, one.keywords)),
    (weakref.ref, lambda one: (weakref.ref.__call__(one),)),
    (
        weakref.WeakValueDictionary,
        lambda one: _some(attributes_of(one).get("data", {}).values()),
    ),
    (ContextVar, _current),
)
