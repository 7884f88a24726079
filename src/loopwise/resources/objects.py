"""Live objects: whether one belongs to a loop, to which, and whether it is open."""

from __future__ import annotations

import re
from typing import Any

from loopwise.resources.bound_type import BoundType, Unless
from loopwise.resources.look import bases_of, module_of, qualname_of
from loopwise.resources.names import matches

MISSING: Any = object()
"""What a path leads to that breaks off."""

_PART = re.compile(r"\.?(?P<name>\w+)|(?P<first>\[0\])|(?P<call>\(\))")


def follow(thing: object, path: str) -> Any:
    """Follow a path from an object; ``MISSING`` where it breaks off.

    It is only used on objects of types that a row describes: whatever their
    attributes raise means that there is nothing.
    """
    for part in _PART.finditer(path):
        try:
            if part["name"]:
                thing = getattr(thing, part["name"])
            elif part["first"]:
                thing = next(iter(thing))  # type: ignore[call-overload]  # or it raises
            else:
                thing = thing()  # type: ignore[operator]  # or it raises
        except Exception:  # noqa: BLE001  # a library in a state it did not expect
            return MISSING
    return thing


def loop_of(row: BoundType, thing: object) -> Any:
    """Give the loop that an object belongs to now; ``None``: to none yet."""
    for path in row.loop:
        found = follow(thing, path)
        if found is not MISSING and hasattr(found, "call_soon"):
            return found
    return None


def is_free(row: BoundType, thing: object) -> bool:
    """Whether an object of a bound type belongs to no loop all the same."""
    return any(_holds(one, thing) for one in row.unless)


def is_open(row: BoundType, thing: object) -> bool:
    """Whether an object holds on to a loop and was not closed."""
    if loop_of(row, thing) is None:
        return False
    return not any(_is_true(thing, path) for path in row.closed)


def _holds(one: Unless, thing: object) -> bool:
    found = follow(thing, one.path)
    if found is MISSING:
        return False
    if ":" not in one.value:
        return str(found) == one.value
    return any(
        matches(one.value, module_of(base), qualname_of(base))
        for base in bases_of(type(found))
    )


def _is_true(thing: object, path: str) -> bool:
    path, is_negated = path.removeprefix("not "), path.startswith("not ")
    found = follow(thing, path)
    return found is not MISSING and bool(found) is not is_negated
