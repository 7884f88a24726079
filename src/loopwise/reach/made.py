"""What code makes when it is called: itself, or by what it calls."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

from loopwise.reach.names import Namespace, find
from loopwise.reach.node import RUNS_LOOP, Node
from loopwise.reach.references import CodeFacts, facts_of
from loopwise.resources.bound_type import BoundType

if TYPE_CHECKING:
    from loopwise.reach.walker import Walker

ASYNC = 0x80 | 0x200  # coroutine and async generator, as `inspect` has them
_DRIVER = re.compile(r"\w+\+(\w+):")
_MOCKS = frozenset({"AsyncMock", "MagicMock", "Mock", "create_autospec"})
"""What is given a type here stands in for it."""
NOTHING_REAL = "*"
"""Among spares: nothing that this code names is made for real."""


@dataclass(slots=True)
class Made:
    """What one piece of code makes."""

    rows: list[BoundType] = field(default_factory=list)
    spares: frozenset[str] = frozenset()
    """What it names that makes things belong to no loop."""
    calls: list[Node] = field(default_factory=list)
    """What it may call at once, and so what makes something for it."""
    keeps: bool = False
    """Whether it sets globals: what it makes may live on there."""


def is_spared(row: BoundType, spares: frozenset[str]) -> bool:
    """Whether code that names these makes objects of this type without a loop."""
    if NOTHING_REAL in spares or not spares.isdisjoint(row.unless_made_with):
        return True
    return any(f"driver:{one.value}" in spares for one in row.unless)


def drivers_in(texts: Iterable[object]) -> Iterable[str]:
    """Give the drivers that database URLs among some strings name."""
    for text in texts:
        if type(text) is str and (found := _DRIVER.match(text)):
            yield f"driver:{found[1]}"


class Making:
    """Works out what functions and classes make, when somebody asks."""

    def __init__(self, walker: Walker) -> None:
        self._walker = walker
        self._known: dict[Node, Made] = {}

    def by(self, thing: Any) -> BoundType | None:
        """Give the type of what a value makes when it is called, if that is bound."""
        if type(thing) is functools.partial:
            thing = thing.func
        row = self._walker.makers.of(thing)
        if row is not None:
            return row
        node = self._walker.node(thing)
        return None if node is None else self.by_node(node)

    def by_node(
        self,
        node: Node,
        spares: frozenset[str] = frozenset(),
        seen: set[Node] | None = None,
        *,
        fresh: bool = False,
    ) -> BoundType | None:
        """Give the type of what calling a function or class makes.

        With ``fresh`` what others make counts only if they do not keep it.
        """
        seen = set() if seen is None else seen
        if node in seen:
            return None
        seen.add(node)
        made = self.of(node)
        spares |= made.spares
        for row in made.rows:
            if not is_spared(row, spares):
                return row
        for other in made.calls:
            if other.code is None or not other.code.co_flags & ASYNC:
                if fresh and self._is_kept(other):
                    continue
                found = self.by_node(other, spares, seen, fresh=fresh)
                if found is not None:
                    return found
        return None

    def _is_kept(self, node: Node) -> bool:
        self._walker.expand(node)
        return node.bits > RUNS_LOOP or self.of(node).keeps

    def of(self, node: Node) -> Made:
        """Read what the code behind a node makes."""
        known = self._known.get(node)
        if known is None:
            known = self._known[node] = Made()
            thing = node.thing
            if type(thing) is FunctionType:
                self._read_function(known, thing)
            elif issubclass(type(thing), type):
                self._read_class(known, thing)
            else:
                self._walker.sources.read_made(known, thing)
        return known

    def _read_function(self, made: Made, function: FunctionType) -> None:
        walker = self._walker
        if walker.is_own(function):
            namespace = walker.namespace(function.__globals__)
            self.read(made, facts_of(function.__code__), namespace)
            if function.__code__.co_flags & ASYNC:
                return
        # What it is wrapped around, or was given when it was made.
        for value in walker.held_by(function):
            row = walker.makers.of(value)
            if row is not None and walker.is_own(function):
                made.rows.append(row)
            self._call(made, value)

    def read(self, made: Made, facts: CodeFacts, namespace: Namespace) -> None:
        """Read what a piece of code makes in its namespace."""
        walker = self._walker
        code = facts.code
        spares = set(made.spares) | set(drivers_in(_texts(code)))
        if not _MOCKS.isdisjoint(code.co_names):
            spares.add(NOTHING_REAL)
        for reference in facts.references:
            found = find(reference, namespace, walker.modules)
            if found is None or found.value is None:
                continue
            spare = walker.makers.spare(found.value)
            if spare is not None:
                spares.add(spare)
            if reference.deferred:
                continue
            row = walker.makers.of(found.value)
            if row is not None:
                made.rows.append(row)
            self._call(made, found.value, found.owner)
        made.spares = frozenset(spares)
        made.keeps |= bool(facts.stored_globals or facts.stored_on)

    def _call(
        self, made: Made, value: Any, owner: tuple[str, str] | None = None
    ) -> None:
        node = self._walker.node(value, owner)
        if node is not None and self._walker.is_callable(value):
            made.calls.append(node)

    def _read_class(self, made: Made, cls: type) -> None:
        """Read what the methods of a class make and keep, and its fields."""
        walker = self._walker
        for function in walker.classes.functions(cls):
            if function.__name__ == "__new__" or facts_of(function.__code__).stores:
                other = walker.node(function)
                below = Made() if other is None else self.of(other)
                made.rows += [
                    row for row in below.rows if not is_spared(row, below.spares)
                ]
                made.calls += below.calls
        for factory in walker.classes.factories(cls):
            row = walker.makers.of(factory)
            if row is not None:
                made.rows.append(row)
            self._call(made, factory)

    def forget(self) -> None:
        """Let go of all nodes."""
        self._known.clear()


def _texts(code: CodeType) -> Iterable[object]:
    for one in code.co_consts:
        if type(one) is CodeType:
            yield from _texts(one)
        else:
            yield one
