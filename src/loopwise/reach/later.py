"""The object of a resource, now: it may have been made after the plan."""

from __future__ import annotations

import functools
import gc
import sys
from collections.abc import Callable
from types import FunctionType
from typing import Any

from loopwise.reach.found import FoundResource
from loopwise.resources.bound_type import BoundType
from loopwise.resources.catalog import Catalog
from loopwise.resources.look import (
    attributes_of,
    given_to,
    in_slots,
    members_of,
    module_of,
    slots_of,
)
from loopwise.resources.objects import is_free

_CACHE = type(functools.lru_cache(lambda: None))
_DEEPEST = 4
"""So many containers and attributes deep what keeps an object is looked into."""
_MOST = 500

Object = tuple[BoundType, Any]


def objects_of(found: FoundResource, catalog: Catalog) -> list[Object]:
    """Give the objects that a resource has become, each with its type's row."""
    thing = found.thing()
    if found.is_made:
        return [] if thing is None else [(found.row, thing)]
    if thing is None and found.node.owner is not None:
        thing = _global(*found.node.owner)
    return objects_in(thing, catalog)


def objects_in(thing: Any, catalog: Catalog) -> list[Object]:
    """Give the objects of bound types in something that keeps them."""
    found: list[Object] = []
    waiting, seen = [(thing, 0)], {id(None)}
    while waiting and len(seen) < _MOST:
        one, depth = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        row = catalog.of_type(type(one))
        if row is not None:
            if not is_free(row, one):
                found.append((row, one))
        elif depth < _DEEPEST:
            waiting += [(other, depth + 1) for other in _held(one)]
    return found


def _held(thing: Any) -> list[Any]:
    kind = type(thing)
    for kinds, held in _HELD:
        if issubclass(kind, kinds):
            return held(thing)
    if module_of(kind) == "unittest.mock":
        return []  # it answers for others, and holds nothing that was made for it
    slots = in_slots(thing, slots_of(kind))
    return [*attributes_of(thing).values(), *(value for _, value in slots)]


def _global(module: str, path: str) -> Any:
    name, _, rest = path.partition(".")
    found = attributes_of(sys.modules.get(module)).get(name)
    for part in rest.split(".") if rest else ():
        found = attributes_of(found).get(part)
    return found


def _cached(wrapper: Any) -> list[Any]:
    """Give what a cached function has returned so far, without calling it."""
    # Those of a bounded cache are links, whose results the function itself refers to.
    found = gc.get_referents(wrapper)
    return [*found, *(v for one in found if type(one) is dict for v in one.values())]


_HELD: tuple[tuple[Any, Callable[[Any], list[Any]]], ...] = (
    (_CACHE, _cached),
    (dict, lambda thing: list(dict.values(thing))),
    ((list, tuple, set, frozenset), list),
    (functools.partial, lambda thing: [*thing.args, *thing.keywords.values()]),
    (FunctionType, lambda thing: [*given_to(thing), *thing.__dict__.values()]),
    (type, lambda thing: list(members_of(thing).values())),
)
