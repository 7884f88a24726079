"""Whether an object belongs to a loop: of a known type, or of any other."""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop
from typing import Any, TypeGuard

from loopwise.resources.bound_type import BoundType
from loopwise.resources.catalog import Catalog
from loopwise.resources.look import attributes_of, bases_of, in_slots, slots_of
from loopwise.resources.objects import is_free, loop_of

_NAMES = ("_loop", "loop", "_io_loop", "_event_loop")
"""Attributes in which objects of types that nobody knows keep their loop."""

_FUTURES = (asyncio.Future,)


def is_loop(thing: object) -> TypeGuard[AbstractEventLoop]:
    """Whether something is an event loop, without a question to it."""
    return AbstractEventLoop in bases_of(type(thing))


def bound_to(thing: Any, catalog: Catalog) -> AbstractEventLoop | None:
    """Give the loop that an object belongs to, if it shows one."""
    row = row_of(thing, catalog)
    if row is not None:
        found = None if is_free(row, thing) else loop_of(row, thing)
        return found if is_loop(found) else None
    if any(base in _FUTURES for base in bases_of(type(thing))):
        # As asyncio has it: a subclass may have its own, which is somebody's code.
        loop: AbstractEventLoop = asyncio.Future.get_loop(thing)
        return loop
    attributes = attributes_of(thing)
    for name in _NAMES:
        if is_loop(attributes.get(name)):
            return attributes[name]  # type: ignore[no-any-return]  # just looked at
    for name, value in in_slots(thing, slots_of(type(thing))):
        if name in _NAMES and is_loop(value):
            return value
    return None


def row_of(thing: object, catalog: Catalog) -> BoundType | None:
    """Give the catalog's row for an object."""
    return catalog.of_type(type(thing))


def type_name(thing: object, catalog: Catalog) -> str:
    """Call an object's type as one writes it in code."""
    row = row_of(thing, catalog)
    if row is not None:
        return row.label
    kind = type(thing)
    module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
    return f"{module}{kind.__qualname__}".replace("_asyncio.", "asyncio.")
