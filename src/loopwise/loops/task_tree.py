"""The tasks of a loop as a tree: who awaits whom, down to the user's own lines."""

from __future__ import annotations

import asyncio
import selectors
from asyncio import AbstractEventLoop, base_events, events
from collections.abc import Iterable, Iterator, Sequence
from types import FrameType
from typing import Any

from loopwise.loops import host, reentry
from loopwise.loops.awaitables import name_of
from loopwise.loops.users_code import Stop, frames, stop_of
from loopwise.loops.waiting import ways_of
from loopwise.model.place import Place
from loopwise.report.tree_text import Branch

_LOOPS = {module.__file__ for module in (events, base_events, host, reentry)}
"""The files that stand between a loop and what it runs."""

_Line = tuple[str, Place | None]
_Way = tuple[_Line, ...]


def tree_of(
    task: asyncio.Task[Any],
    loop: AbstractEventLoop,
    running: asyncio.Task[Any] | None = None,
    blocking: tuple[Stop, ...] = (),
) -> list[Branch]:
    """Give a branch for what a task awaits, then one for each other task of its loop.

    ``running`` is the task that blocks the loop, and ``blocking`` where it does.
    """
    seen: set[int] = set()
    others = sorted(asyncio.all_tasks(loop) - {task}, key=_name)

    def ways(one: asyncio.Task[Any]) -> Iterator[_Way]:
        if one is running and id(one) not in seen:
            yield _lines(blocking, "blocks the loop")
            return
        for way in ways_of(one, seen):
            stops = (stop_of(frame) for _, frame in way if frame is not None)
            yield _lines(tuple(stops), "runs" if _is_running(way) else "waits")

    found = _merged(list(ways(task)))
    return found + _merged([way for one in others for way in ways(one)])


def blocking_stops(frame: FrameType | None) -> tuple[Stop, ...]:
    """Give the stops from the loop to the frame that blocks it, the innermost last."""
    found: list[Stop] = []
    for one in frames(frame):
        if found and one.f_code.co_filename in _LOOPS:
            break
        stop = stop_of(one)
        # A callback in C has no frame; what called it knows it. Private, the same in
        # 3.11 to 3.14: elsewhere the loop's own function is named.
        callback = getattr(one.f_locals.get("self"), "_callback", None)
        if one.f_code is events.Handle._run.__code__ and callback is not None:
            stop = stop._replace(function=name_of(callback))
        found.append(stop)
    return tuple(reversed(found))


def is_idle(frame: FrameType | None) -> bool:
    """Whether a loop that runs no task is at its own work, and will go on with it."""
    if frame is None:
        return True
    own = frame.f_code.co_filename in {*_LOOPS, selectors.__file__}
    return own and frame.f_code is not events.Handle._run.__code__


def target(stops: tuple[Stop, ...], last: int) -> str:
    """Name what the last of the user's own stops has called, if anything.

    By the name that the user called; what begins with an underscore is further inside.
    """
    names = [stop.function for stop in stops[last + 1 :]]
    public = (name for name in names if not name.startswith("_"))
    return next(public, names[0]) if names else ""


def users_last(stops: tuple[Stop, ...]) -> int:
    """Give the index of the innermost stop in the user's own code; else that of all."""
    own = [number for number, stop in enumerate(stops) if stop.is_users]
    return own[-1] if own else len(stops) - 1


def action(note: str, name: str) -> str:
    """Say what something does in the function that it has called."""
    between = " for " if note == "waits" else " in "
    return note + between + name if name else note


def _lines(stops: tuple[Stop, ...], note: str) -> _Way:
    """Write one way as lines: the user's own stops, and what the last one does."""
    if not stops:
        return ()
    last = users_last(stops)
    if not stops[last].is_users:
        # Nothing but a library's code, such as a task that only sleeps.
        return ((stops[0].function, None), (note, None))
    own = [(stop.function, stop.place) for stop in stops[: last + 1] if stop.is_users]
    return (*own, (action(note, target(stops, last)), None))


def _merged(ways: Iterable[_Way]) -> list[Branch]:
    """Make branches of ways: what they have in common stands once."""
    groups: dict[_Line, list[_Way]] = {}
    for way in ways:
        if way:
            groups.setdefault(way[0], []).append(way[1:])
    found: list[Branch] = []
    for (name, place), rest in groups.items():
        inner, count = _merged(rest), len(rest)
        note = ""
        if len(inner) == 1 and not inner[0].inner and inner[0].place is None:
            note, count, inner = inner[0].name, inner[0].count, []
        elif any(rest):
            count = 1
        found.append(Branch(name, place, note, tuple(inner), count))
    return found


def _is_running(way: Sequence[tuple[Any, FrameType | None]]) -> bool:
    """Whether it runs now: a call that it has made is what waits."""
    return any(getattr(one, "cr_running", False) for one, _ in way)


def _name(task: asyncio.Task[Any]) -> tuple[int, str]:
    """Sort tasks as they were made: asyncio numbers the names that it gives."""
    name = task.get_name()
    return len(name), name
