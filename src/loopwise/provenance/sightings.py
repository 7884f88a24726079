"""Objects of another loop that the frames of a traceback hold."""

from __future__ import annotations

import linecache
import re
from asyncio import AbstractEventLoop
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Any

from loopwise.loops.users_code import (
    Stop,
    instructions,
    is_users,
    stop_of,
    traceback_frames,
)
from loopwise.provenance.bound import bound_to, is_loop, row_of
from loopwise.resources.catalog import Catalog
from loopwise.resources.look import attributes_of

_RUNS = frozenset({"run_until_complete", "run_forever"})
_REFUSES = frozenset({"_check_closed", "_check_running"})
"""What asyncio asks a loop before it runs it."""

_MOST_ATTRIBUTES = 60
"""So many attributes of a frame's ``self`` are looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class Sighting:
    """An object of a loop, in a frame of a traceback."""

    thing: Any
    loop: AbstractEventLoop
    name: str
    """The variable of the frame that it was found by: ``self._reader``."""
    is_known: bool
    """Whether its type is in the catalog."""
    is_users: bool
    """Whether the frame is of the user's own code."""


def loop_that_ran(traceback: TracebackType | None) -> AbstractEventLoop | None:
    """Give the loop on which the innermost code of a traceback ran, if it shows."""
    found: AbstractEventLoop | None = None
    before: AbstractEventLoop | None = None
    for frame, _ in traceback_frames(traceback):
        if frame.f_code.co_name in _REFUSES:
            found = before  # it was to run, but did not
        if frame.f_code.co_name in _RUNS:
            loop = frame.f_locals.get("self")
            if is_loop(loop):
                before, found = found, loop
    return found


def users_stops(traceback: TracebackType | None) -> list[Stop]:
    """Give the stops in the user's own code, from the outside in."""
    return [
        stop_of(frame, line)
        for frame, line in traceback_frames(traceback)
        if is_users(frame.f_code.co_filename)
    ]


def sightings(
    traceback: TracebackType | None, here: AbstractEventLoop | None, catalog: Catalog
) -> list[Sighting]:
    """Find objects of other loops than ``here``, the innermost frame's first."""
    found: list[Sighting] = []
    seen: set[int] = set()
    for frame, lasti, line in reversed(list(instructions(traceback))):
        if frame.f_code.co_name in _RUNS or _is_plumbing(frame):
            continue
        own = is_users(frame.f_code.co_filename)
        for name, thing in _things(frame, lasti, line):
            if id(thing) in seen:
                continue
            seen.add(id(thing))
            loop = bound_to(thing, catalog)
            if loop is not None and loop is not here:
                known = row_of(thing, catalog) is not None
                found.append(Sighting(thing, loop, name, known, own))
    return found


def loops_seen(
    traceback: TracebackType | None, here: AbstractEventLoop | None
) -> list[AbstractEventLoop]:
    """Give other loops that frames hold as such: a closed one that was called."""
    found: dict[int, AbstractEventLoop] = {}
    for frame, _ in traceback_frames(traceback):
        for name in ("self", "loop", "_loop"):
            loop = frame.f_locals.get(name)
            if is_loop(loop) and loop is not here:
                found[id(loop)] = loop
    return list(reversed(found.values()))


def at_work_in(traceback: TracebackType | None) -> list[Any]:
    """Give the objects whose methods were running, the innermost first."""
    found = []
    for frame, _ in reversed(list(traceback_frames(traceback))):
        thing = frame.f_locals.get("self")
        if thing is None or is_loop(thing) or _is_plumbing(frame):
            continue
        if not is_users(frame.f_code.co_filename):
            found.append(thing)
    return found


def _is_plumbing(frame: FrameType) -> bool:
    """Whether a frame is Loopwise's or pytest's: they hold everything."""
    name = frame.f_globals.get("__name__", "")
    return str(name).startswith(("loopwise.", "_pytest.", "pluggy.", "pytest."))


def _things(frame: FrameType, lasti: int, line: int) -> Iterator[tuple[str, Any]]:
    """Give what a frame works with: its variables, and the attributes of its ``self``.

    Of the user's own code only what stands in the lines that failed: a test may have
    many fixtures of one loop, of which it used one there.
    """
    variables = frame.f_locals
    found = dict(variables)
    if is_users(frame.f_code.co_filename):
        named = names_at(frame, lasti, line)
        found = {
            name: frame.f_globals[name] for name in named if name in frame.f_globals
        }
        found |= {
            name: thing
            for name, thing in variables.items()
            if name in named or name == "self"
        }
    yield from found.items()
    # What is awaited in a method is often an attribute, and no variable.
    for name, thing in found.items():
        attributes = attributes_of(thing)
        if attributes and len(attributes) <= _MOST_ATTRIBUTES:
            for key, value in list(attributes.items()):
                yield f"{name}.{key}", value


def names_at(frame: FrameType, lasti: int, line: int) -> frozenset[str]:
    """Give the names that stand in what an instruction that failed is written as."""
    first, last, begin, end = list(frame.f_code.co_positions())[lasti // 2]
    first, last = first or line, last or first or line
    file = frame.f_code.co_filename
    lines = [linecache.getline(file, one) for one in range(first, last + 1)]
    if begin is not None and end is not None:  # in bytes, by Python's own count
        lines[-1] = lines[-1].encode()[:end].decode(errors="replace")
        lines[0] = lines[0].encode()[begin:].decode(errors="replace")
    return frozenset(_NAME.findall("".join(lines)))


_NAME = re.compile(r"[^\W\d]\w*")
