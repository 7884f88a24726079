"""The resources that were found, each with the bit that stands for it."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from loopwise.reach.node import RUNS_LOOP, Node
from loopwise.resources.bound_type import BoundType
from loopwise.resources.objects import loop_of


@dataclass(slots=True, eq=False)
class FoundResource:
    """A resource: an object, or a place where code keeps one that it makes."""

    node: Node
    row: BoundType
    bit: int
    thing: Callable[[], Any]
    """Gives the object, or what keeps it once it is made; ``None`` if that is gone."""
    is_made: bool
    """Whether the object itself was there when the plan was made."""
    loop: Any = None
    """The loop that it belonged to already when the plan was made."""


class Discoveries:
    """Numbers resources as they are found."""

    def __init__(self) -> None:
        self.found: list[FoundResource] = []

    def add(
        self, node: Node, row: BoundType, thing: Any = None, holder: Any = None
    ) -> None:
        """Note that a node is a resource: an object, or a holder that will keep one."""
        if node.bits > RUNS_LOOP:
            return
        bit = 2 << len(self.found)
        node.bits |= bit
        is_made = thing is not None
        resource = FoundResource(
            node,
            row,
            bit,
            _reference(thing if is_made else holder),
            is_made,
            loop_of(row, thing) if is_made else None,
        )
        self.found.append(resource)

    def of(self, bits: int) -> list[FoundResource]:
        """Give the resources that bits stand for."""
        bits >>= 1
        found = []
        while bits:
            low = bits & -bits
            found.append(self.found[low.bit_length() - 1])
            bits ^= low
        return found


def _reference(thing: Any) -> Callable[[], Any]:
    try:
        return weakref.ref(thing)
    except TypeError:  # it has no place for weak references
        return lambda: thing
