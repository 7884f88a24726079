"""The object of another loop that a failure is about, and who has it."""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from loopwise.loops.users_code import instructions, is_users, traceback_frames
from loopwise.model.place import Place
from loopwise.model.step import Step
from loopwise.provenance.bound import bound_to, is_loop, row_of
from loopwise.provenance.owners import MOST, Owned, Root, on, owner_of, same
from loopwise.provenance.sightings import (
    Sighting,
    at_work_in,
    loops_seen,
    names_at,
    sightings,
)
from loopwise.provenance.symptoms import Kind
from loopwise.pytest_plugin.explaining.case import Case
from loopwise.pytest_plugin.explaining.roots import Roots

MOST_SIGHTINGS = 8
"""So many objects of other loops are looked for among what the user knows."""

MOST_ROOTS = 200
"""So many things known by name are looked at one by one; where there are more, none."""

NEAR = 4
"""So many steps lead to what something has to do with by itself."""


@dataclass(frozen=True, slots=True, eq=False)
class Blame:
    """The object that is to blame, its loop, and who has it."""

    thing: Any
    loop: AbstractEventLoop
    owned: Owned | None


def find_blame(case: Case) -> Blame | None:
    """Name the object, its loop, and its owner; ``None`` where nothing shows."""
    known = Roots(case)
    seen = list(_sightings(case))
    return (
        _by_sighting(seen[:MOST_SIGHTINGS], known, case.tracebacks())
        or _by_name(case, known)
        or _by_loop(case, seen, known)
        or _by_quotation(case, known)
        or next((Blame(one.thing, one.loop, None) for one in seen), None)
    )


def _by_sighting(
    seen: list[Sighting], known: Roots, tracebacks: list[TracebackType | None]
) -> Blame | None:
    """Find the first object of another loop that somebody has.

    A variable of the test that runs now got its loop from something else: if one thing
    that lasts was at hand and is of the same loop, that is where it comes from.
    """
    found: Blame | None = None
    others: dict[str, Blame] = {}
    is_inside = any(not one.is_users for one in seen)
    for sighting in seen:
        if sighting.is_users and is_inside and not (found or sighting.is_known):
            continue  # a library failed with its own: what the test has is beside it
        owned = known.owner_of(same(sighting.thing))
        if owned is None:
            continue
        blame = Blame(sighting.thing, sighting.loop, owned)
        if found is None:
            found = blame
        if not owned.root.test and sighting.loop is found.loop:
            others.setdefault(owned.root.step.name, blame)
    if found is None or found.owned is None or not found.owned.root.test:
        return found
    if not others:
        others = _at_hand(found, known, tracebacks)
    return next(iter(others.values())) if len(others) == 1 else found


def _at_hand(
    found: Blame, known: Roots, tracebacks: list[TracebackType | None]
) -> dict[str, Blame]:
    """Give what lasts, is of the same loop, and is a variable of the user's code."""
    variables = {
        id(value)
        for traceback in tracebacks
        for frame, _ in traceback_frames(traceback)
        if is_users(frame.f_code.co_filename)
        for value in frame.f_locals.values()
    }
    return {
        root.step.name: Blame(root.value, found.loop, Owned(root, "", root.value))
        for root in known.lasting
        if id(root.value) in variables
        and owner_of([root], on(found.loop), deepest=2) is not None
    }


def _by_loop(case: Case, seen: list[Sighting], known: Roots) -> Blame | None:
    """Find who has to do with another loop that showed."""
    loops = {id(one.loop): one.loop for one in seen}
    for traceback in case.tracebacks():
        loops |= {id(loop): loop for loop in loops_seen(traceback, case.here)}
    for loop in loops.values():
        owned = _in_frames(case, known.lasting)
        if owned is None and len(case.runtime.residents.on_loop(loop)) < 2:
            owned = _only_owner(known.lasting, loop)
        if owned is not None:
            return Blame(owned.root.value, loop, owned)
    return None


def _by_quotation(case: Case, known: Roots) -> Blame | None:
    """Find the future that a task says it got where no frame has it.

    Somebody may keep it, or keep the loop to which it belongs.
    """
    said = case.said
    if "got " not in said:
        return None
    owned = known.owner_of(
        lambda thing: (
            issubclass(type(thing), asyncio.Task)  # a future's text is any's
            and _is_quoted(thing, said)
            and thing.get_loop() is not case.here
        )
    )
    if owned is not None:
        return Blame(owned.thing, owned.thing.get_loop(), owned)
    owned = known.owner_of(
        lambda thing: (
            is_loop(thing)
            and thing is not case.here
            and any(_is_quoted(task, said) for task in asyncio.all_tasks(thing))
        )
    )
    return None if owned is None else Blame(owned.thing, owned.thing, owned)


def _in_frames(case: Case, known: list[Root]) -> Owned | None:
    """Give what is known by name, of a loop-bound type, and at work in the frames.

    A client drops a connection that failed, an engine lends its connections: then
    nothing leads from them to the object, but their own code was on the way to it.
    """
    at_work = list(
        {
            id(thing): thing
            for traceback in case.tracebacks()
            for thing in at_work_in(traceback)
        }.values()
    )
    bound = [one for one in known if row_of(one.value, case.catalog) is not None]
    for thing in at_work:
        owned = owner_of(bound, same(thing), deepest=2)
        if owned is not None:
            return Owned(owned.root, "", owned.root.value)
    return None


def _sightings(case: Case) -> Iterator[Sighting]:
    said = case.said
    found: dict[int, Sighting] = {}
    for traceback in case.tracebacks():
        for one in sightings(traceback, case.here, case.catalog):
            found.setdefault(id(one.thing), one)
    # A task says which future it got: that one is sure.
    quoted = [one for one in found.values() if _is_quoted(one.thing, said)]
    yield from quoted
    # What libraries were at work with goes before what the user's code only has, and
    # what users have heard of before what they have not.
    others = sorted(found.values(), key=lambda one: (one.is_users, not one.is_known))
    for one in others:
        if one not in quoted and _is_used(one, case):
            yield one


def _is_quoted(thing: Any, said: str) -> bool:
    if not issubclass(type(thing), asyncio.Future):
        return False
    return f"got {thing!r}" in said or f"{thing!r} attached" in said


def _is_used(one: Sighting, case: Case) -> bool:
    """Whether an object can be what failed: it may have to be of a closed loop."""
    if case.symptom.kind is Kind.CLOSED:
        return one.loop.is_closed()
    return True


def _only_owner(known: list[Root], loop: AbstractEventLoop) -> Owned | None:
    """Give the one thing known by name that has to do with a loop, if it is one."""
    found: Owned | None = None
    for root in known[:MOST_ROOTS]:
        owned = owner_of([root], on(loop), NEAR, MOST // MOST_ROOTS)
        if owned is None:
            continue
        if found is not None and found.root.step.name != root.step.name:
            return None  # any of several: to name one would be a guess
        found = found or owned
    return found if len(known) <= MOST_ROOTS else None


def _by_name(case: Case, known: Roots) -> Blame | None:
    """Find what the line that failed names, if one of the names leads to a future.

    A task throws its error into the code that awaits: what that awaited stands there.
    """
    if "attached to a different loop" not in case.said:
        return None

    def is_it(thing: Any) -> bool:
        if not issubclass(type(thing), asyncio.Future):
            return False
        return bound_to(thing, case.catalog) is not case.here and not thing.done()

    found: dict[int, Blame] = {}
    last = list(instructions(case.cause.__traceback__))[-1:]
    for frame, lasti, line in last:
        if not is_users(frame.f_code.co_filename):
            return None
        for name in names_at(frame, lasti, line):
            value = frame.f_locals.get(name, frame.f_globals.get(name))
            root = Root(Step(name, Place("", 0), ""), value, test=True)
            held = owner_of([root], is_it, NEAR)
            if held is not None:
                owned = known.owner_of(same(held.thing)) or Owned(root, "", held.thing)
                loop = held.thing.get_loop()
                found[id(held.thing)] = Blame(held.thing, loop, owned)
    return next(iter(found.values())) if len(found) == 1 else None
