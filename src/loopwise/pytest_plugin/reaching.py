"""What live functions reach, and the objects that resources are by now."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from loopwise.pytest_plugin.functions import innermost
from loopwise.reach import reaching
from loopwise.reach.found import FoundResource
from loopwise.reach.later import objects_of
from loopwise.resources.bound_type import BoundType

_NAME = re.compile(r"[\w.]+")


class Reaching(reaching.Reaching):
    """Follows the functions of a suite as they are in this process."""

    __slots__ = ()

    def inner(self, function: Any) -> Any:
        """Give the function that decorators and partials are wrapped around."""
        return innermost(function)

    def returned(self, function: Any) -> Iterator[BoundType]:
        """Give the bound types that a function says it returns."""
        for annotation in _returned(function):
            row = self.reach.catalog.of_type(annotation)
            if row is not None:
                yield row

    def reads(self, function: Any) -> bool:
        """Whether a fixture's code is the project's own."""
        code = getattr(innermost(function), "__code__", None)
        return code is not None and self.reach.is_own_file(code.co_filename)

    def objects(self) -> Iterator[tuple[FoundResource, int, BoundType, Any]]:
        """Give the objects that the resources are by now, with their members."""
        for one in self.reach.found:
            number = self.number_of.get(one.bit)
            if number is not None:
                for row, thing in objects_of(one, self.reach.catalog):
                    yield one, number, row, thing

    def loop(self) -> Any:
        """Give the open loop that a resource belongs to since its import, if any.

        Without a running loop asyncio gives out one that nobody runs: the session's
        tests may as well run on that.
        """
        for one in self.reach.found:
            loop = one.loop if one.bit in self.number_of else None
            if loop is not None and not loop.is_closed() and not loop.is_running():
                return loop
        return None


def _returned(function: Any) -> Iterator[type]:
    """Give the classes that a function's return annotation names."""
    annotation = getattr(function, "__annotations__", {}).get("return")
    waiting = [annotation]
    globals_ = getattr(function, "__globals__", {})
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            waiting += [_named(name, globals_) for name in _NAME.findall(one)]
        elif isinstance(one, type):
            yield one
        waiting.extend(getattr(one, "__args__", ()) or ())


def _named(name: str, globals_: dict[str, Any]) -> Any:
    """Follow a dotted name without importing or computing anything."""
    root, *rest = name.split(".")
    found = globals_.get(root)
    for part in rest:
        found = vars(found).get(part) if hasattr(found, "__dict__") else None
    return None if isinstance(found, str) else found
