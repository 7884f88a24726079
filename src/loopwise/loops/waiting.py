"""Where something awaited waits: along its awaits, down to the user's own line."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Collection, Iterator
from types import FrameType
from typing import Any

from loopwise.loops.users_code import Stop, stop_of

MOST_CALLERS = 3
"""How many callers of the line that waits are told."""

_INNER = ("cr_await", "gi_yieldfrom", "ag_await")
# What Python puts between a coroutine and what it awaits. None of them has a name for
# what it holds, but the garbage collector can tell.
_GO_BETWEENS = {
    "FutureIter",
    "anext_awaitable",
    "async_generator_asend",
    "async_generator_athrow",
    "coroutine_wrapper",
}


def describe(stops: tuple[Stop, ...]) -> str:
    """Tell where it waits: at the user's innermost line, and who called that."""
    last = max((i for i, stop in enumerate(stops) if stop.is_users), default=0)
    below = [stop.function for stop in stops[last + 1 :]]
    found = ""
    if below and stops[last].is_users:  # by the name that the user called, if any
        name = next((name for name in below if not name.startswith("_")), below[0])
        found = f"for {name} "
    callers = [stop for stop in reversed(stops[:last]) if stop.is_users]
    found += ", called from ".join(
        ["at " + str(stops[last]), *map(str, callers[:MOST_CALLERS])]
    )
    return found + (", …" if callers[MOST_CALLERS:] else "")


def stops_of(awaited: object) -> list[tuple[Stop, ...]]:
    """Follow something suspended to what it waits for, from the outermost function in.

    One way for each task at the end, where it waits for several; empty where there is
    no code to look at, as in a future that somebody will set.
    """
    found = dict.fromkeys(map(_stops, ways_of(awaited)))
    return [way for way in found if way]


def awaited_by(awaited: object) -> list[object]:
    """Give what something suspended waits for in the end.

    For each way the future at its end, and what has made it, if that is asyncio's:
    the lock, event, queue or condition whose own code waits there.
    """
    found: list[object] = []
    for way in ways_of(awaited):
        future, frame = way[-1]
        if asyncio.isfuture(future):
            found.append(future)
        while frame is None and len(way) > 1:
            _, frame = way.pop(-2)
        if frame is not None and _is_asyncios(frame):
            found.append(frame.f_locals.get("self"))
    # Not by their equality, which is the user's to define in what derives from them.
    return list({id(one): one for one in found if one is not None}.values())


_Way = list[tuple[Any, FrameType | None]]


def ways_of(awaited: object, seen: set[int] | None = None) -> Iterator[_Way]:
    """Follow something suspended, from the outside in: each thing with its frame.

    One way for each task at the end. What is in ``seen``, by its ``id``, is left out,
    and what was met is added.
    """
    return _ways(awaited, [], set() if seen is None else seen)


def _stops(way: _Way) -> tuple[Stop, ...]:
    return tuple(stop_of(frame) for _, frame in way if frame is not None)


def _ways(awaited: Any, above: _Way, seen: set[int]) -> Iterator[_Way]:
    way = list(above)
    while awaited is not None and id(awaited) not in seen:
        seen.add(id(awaited))
        frame = _frame(awaited)
        several = [one for one in _children(awaited, frame) if not one.done()]
        if several:
            for one in several:
                yield from _ways(one, way, seen)
            return
        way.append((awaited, frame))
        awaited = _next(awaited)
    if way:
        yield way


def _is_asyncios(frame: FrameType) -> bool:
    return str(frame.f_globals.get("__name__")).startswith("asyncio.")


def _frame(awaited: object) -> FrameType | None:
    for name in ("cr_frame", "gi_frame", "ag_frame"):
        frame = getattr(awaited, name, None)
        if isinstance(frame, FrameType):
            return frame
    return None


def _next(awaited: Any) -> Any:
    """Give what something suspended waits for, if it can be known."""
    if asyncio.isfuture(awaited):
        get_coro = getattr(awaited, "get_coro", None)  # a task has one
        return None if get_coro is None or awaited.done() else get_coro()
    for name in _INNER:
        if hasattr(awaited, name):
            return getattr(awaited, name)
    if type(awaited).__name__ in _GO_BETWEENS:
        for held in gc.get_referents(awaited):
            if asyncio.isfuture(held) or type(held).__name__ in _GO_BETWEENS:
                return held
            if any(hasattr(held, name) for name in _INNER):
                return held
    return None


def _children(awaited: Any, frame: FrameType | None) -> Collection[asyncio.Future[Any]]:
    """Give the tasks for which asyncio's own code waits here.

    Read from private places, the same in 3.11 to 3.14: where they are others, the
    way ends one step earlier.
    """
    if asyncio.isfuture(awaited):
        return list(getattr(awaited, "_children", ()))  # of `asyncio.gather`
    found: Any = ()
    if frame is None:
        return ()
    if frame.f_code is asyncio.TaskGroup.__aexit__.__code__:
        found = getattr(frame.f_locals.get("self"), "_tasks", ())
    elif frame.f_code is asyncio.wait.__code__:
        found = frame.f_locals.get("fs", ())
    elif frame.f_code is asyncio.wait_for.__code__:
        found = (frame.f_locals.get("fut"),)
    return [one for one in found if asyncio.isfuture(one)]
