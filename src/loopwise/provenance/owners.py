"""From what the user knows (a fixture's value, a module's global) to an object."""

from __future__ import annotations

import functools
import gc
import weakref
from asyncio import AbstractEventLoop
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextvars import Context
from dataclasses import dataclass
from itertools import islice
from types import (
    BuiltinFunctionType,
    CodeType,
    FrameType,
    FunctionType,
    MethodType,
    ModuleType,
)
from typing import Any

from loopwise.loops.users_code import is_users
from loopwise.model.step import Step
from loopwise.provenance.bound import is_loop
from loopwise.resources.look import (
    attributes_of,
    bases_of,
    given_to,
    in_slots,
    members_of,
    module_of,
    slots_of,
)

MOST = 60_000
"""So many objects are looked at in one search; a large application has fewer that its
fixtures and globals lead to within ``DEEPEST`` steps."""
MOST_ITEMS = 2_000
"""So many items of one container are looked at."""
DEEPEST = 12

Edge = tuple[str, Any]

_CACHE = type(functools.lru_cache(lambda: None))
_LEAVES = (
    *(str, bytes, bytearray, int, float, complex, bool, type(None), range, slice),
    *(ModuleType, CodeType, FrameType, BuiltinFunctionType, memoryview),
    *(Context, weakref.ref),
)
_NOT_THE_USERS = ("_pytest", "pytest", "pluggy", "loopwise", "logging", "unittest.mock")
"""What these packages' objects hold is theirs, and leads to everything."""


@dataclass(frozen=True, slots=True, eq=False)
class Root:
    """Something that the user knows by name."""

    step: Step
    value: Any
    fixture: Any = None
    """pytest's definition, if it is a fixture's value."""
    test: bool = False
    """Whether it is a variable of the test: known, but not who made it."""


@dataclass(frozen=True, slots=True, eq=False)
class Owned:
    """An object, and how one comes to it from a root."""

    root: Root
    path: str
    """From the root: ``._pool[0]``; steps that have no name are left out."""
    thing: Any


def owner_of(
    roots: Iterable[Root],
    is_it: Callable[[Any], bool],
    deepest: int = DEEPEST,
    most: int = MOST,
) -> Owned | None:
    """Give the root nearest to an object that is looked for, or ``None``.

    No code of anybody's is run on the way.
    """
    waiting: deque[tuple[Any, int, Root, str]] = deque()
    seen: set[int] = set()
    for root in roots:
        waiting.append((root.value, 0, root, ""))
    while waiting and len(seen) < most:
        thing, depth, root, path = waiting.popleft()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if is_it(thing):
            return Owned(root, path, thing)
        if depth < deepest:
            for name, other in edges(thing):
                if len(waiting) < most and type(other) not in _LEAVES:
                    waiting.append((other, depth + 1, root, path + name))
    return None


def edges(thing: Any) -> Iterator[Edge]:
    """Give what an object holds, with how one writes it after the object's name."""
    kind = type(thing)
    if kind in _LEAVES or is_loop(thing):
        return  # a loop leads to all that ever waited on it
    if issubclass(kind, type):
        yield from _of_class(thing)
        return
    if kind is MethodType:
        yield "", thing.__self__
        yield "", thing.__func__
        return
    if f"{module_of(kind)}.".startswith(_THEIRS):
        return
    yield from _of_instance(thing, kind)


_THEIRS = tuple(f"{name}." for name in _NOT_THE_USERS)


def _of_class(thing: type) -> Iterator[Edge]:
    """Give what a class of the user's holds; one of a library is no owner."""
    for name, value in list(members_of(thing).items()):
        if isinstance(value, FunctionType) and not is_users(value.__code__.co_filename):
            return
        if not name.startswith("__"):
            yield f".{name}", value


def _of_instance(thing: Any, kind: type) -> Iterator[Edge]:
    yield from _items(thing, kind)
    if kind is FunctionType:
        for value in given_to(thing):
            yield "", value
    named = {
        **attributes_of(thing),
        **dict(in_slots(thing, slots_of(kind))),
    }
    for name, value in named.items():
        yield f".{name}", value
    if not named or _has_hidden_parts(kind):
        for value in _referents(thing, kind):
            yield "", value


def _items(thing: Any, kind: type) -> Iterator[Edge]:
    """Give what a container holds, by the container's own means."""
    if issubclass(kind, dict):
        for key, value in islice(list(dict.items(thing)), MOST_ITEMS):
            yield f"[{_key(key)}]", value
        return
    for base in (list, tuple, deque, set, frozenset):
        if issubclass(kind, base):
            # The built-in one: a subclass may have its own, which is somebody's code.
            for number, value in enumerate(islice(base.__iter__(thing), MOST_ITEMS)):
                yield f"[{number}]" if base in {list, tuple, deque} else "", value


def _key(key: object) -> str:
    return repr(key) if type(key) in {str, int, bool} else "…"


def _has_hidden_parts(kind: type) -> bool:
    """Whether objects of a class hold more than attributes and slots tell.

    Those of classes that are written in C: a driver's protocol, a task, a generator.
    """
    return kind is _CACHE or any(
        base is not object and not base.__flags__ & _HEAP for base in bases_of(kind)
    )


_HEAP = 1 << 9
"""``Py_TPFLAGS_HEAPTYPE``: what a ``class`` statement makes. Documented, in C's API."""


def _referents(thing: Any, kind: type) -> list[Any]:
    if issubclass(kind, (dict, list, tuple, set, frozenset, deque, FunctionType)):
        return []  # given by their own means
    found = gc.get_referents(thing)
    return [
        one
        for one in found
        if one is not kind and type(one) not in _LEAVES and not _is_library(one)
    ]


def _is_library(thing: Any) -> bool:
    return isinstance(thing, type) or (
        type(thing) is FunctionType and not is_users(thing.__code__.co_filename)
    )


def same(thing: Any) -> Callable[[Any], bool]:
    """Look for one object."""
    return lambda other: other is thing


def any_of(things: Iterable[Any]) -> Callable[[Any], bool]:
    """Look for one of several objects."""
    kept = {id(thing): thing for thing in things}
    return lambda other: id(other) in kept


def on(loop: AbstractEventLoop) -> Callable[[Any], bool]:
    """Look for a loop itself: who holds it, or has something that does."""
    return lambda other: other is loop
