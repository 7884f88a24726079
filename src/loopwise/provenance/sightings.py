"""Objects of another loop that the frames of a traceback hold."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Any

from loopwise.loops.users_code import Stop, is_users, stop_of, traceback_frames
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
    frames = [frame for frame, _ in traceback_frames(traceback)]
    found: list[Sighting] = []
    seen: set[int] = set()
    for frame in reversed(frames):
        if frame.f_code.co_name in _RUNS or _is_plumbing(frame):
            continue
        own = is_users(frame.f_code.co_filename)
        for name, thing in _things(frame):
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


def _things(frame: FrameType) -> Iterator[tuple[str, Any]]:
    """Give what a frame holds: its variables, and the attributes of its ``self``."""
    variables = frame.f_locals
    for name, thing in variables.items():
        yield name, thing
    if is_users(frame.f_code.co_filename):
        for name in frame.f_code.co_names:  # globals that its code names
            if name in frame.f_globals and name not in variables:
                yield name, frame.f_globals[name]
    # What is awaited in a method is often an attribute, and no variable.
    for name, thing in variables.items():
        attributes = attributes_of(thing)
        if attributes and len(attributes) <= _MOST_ATTRIBUTES:
            for key, value in list(attributes.items()):
                yield f"{name}.{key}", value
