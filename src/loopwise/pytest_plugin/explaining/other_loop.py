"""LW103: an object of one loop was used on another, or after its loop had closed."""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from loopwise.loops.users_code import traceback_frames
from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.place import Place
from loopwise.model.step import Step
from loopwise.provenance.bound import is_loop, row_of, type_name
from loopwise.provenance.owners import Owned, Root, on, owner_of, same
from loopwise.provenance.sightings import Sighting, at_work_in, loops_seen, sightings
from loopwise.provenance.symptoms import Kind
from loopwise.pytest_plugin.explaining.case import Case
from loopwise.pytest_plugin.explaining.fixes import fixes_for
from loopwise.pytest_plugin.explaining.roots import Roots, located

MOST_SIGHTINGS = 8
"""So many objects of other loops are looked for among what the user knows."""


@dataclass(frozen=True, slots=True, eq=False)
class Blame:
    """The object that is to blame, its loop, and who has it."""

    thing: Any
    loop: AbstractEventLoop
    owned: Owned | None
    name: str = ""
    """The variable that it was found by, where nobody is known to own it."""


def explain_other_loop(case: Case) -> Diagnostic | None:
    """Name the object of another loop; ``None`` where it cannot be told."""
    found = _blame(case)
    if found is not None:
        return _diagnostic(case, found)
    return _what_was_seen(case) if _is_asyncios(case) else None


def _blame(case: Case) -> Blame | None:
    known = Roots(case)
    seen = list(_sightings(case))
    return (
        _by_sighting(seen[:MOST_SIGHTINGS], known)
        or _by_loop(case, seen, known)
        or _by_quotation(case, known)
        or next((Blame(one.thing, one.loop, None, one.name) for one in seen), None)
    )


def _by_sighting(seen: list[Sighting], known: Roots) -> Blame | None:
    """Find the first object of another loop that somebody has.

    A variable of the test that runs now got its loop from something else: if one thing
    that lasts was at hand and is of the same loop, that is where it comes from.
    """
    found: Blame | None = None
    others: dict[str, Blame] = {}
    for sighting in seen:
        owned = known.owner_of(same(sighting.thing))
        if owned is None:
            continue
        blame = Blame(sighting.thing, sighting.loop, owned, sighting.name)
        if found is None:
            found = blame
        if not owned.root.test and sighting.loop is found.loop:
            others.setdefault(owned.root.step.name, blame)
    if found is None or found.owned is None or not found.owned.root.test:
        return found
    return next(iter(others.values())) if len(others) == 1 else found


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
            return Blame(owned.thing, loop, owned)
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


def _is_asyncios(case: Case) -> bool:
    """Whether asyncio itself has raised the error: others may use its words.

    A task throws what it says of a future into the user's own code.
    """
    if case.symptom.kind is Kind.MAYBE_OTHER_LOOP:
        return False
    if "attached to a different loop" in case.said:
        return type(case.cause) is RuntimeError
    frames = [frame for frame, _ in traceback_frames(case.cause.__traceback__)]
    name = frames[-1].f_globals.get("__name__", "") if frames else ""
    return str(name).startswith(("asyncio.", "uvloop."))


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
    for root in known:
        owned = owner_of([root], on(loop))
        if owned is None:
            continue
        if found is not None and found.root.step.name != root.step.name:
            return None  # any of several: to name one would be a guess
        found = found or owned
    return found


def _diagnostic(case: Case, blame: Blame) -> Diagnostic:
    root = None if blame.owned is None else located(case, blame.owned.root)
    user = "the fixture that uses it" if case.fixture else "the test that uses it"
    kind = type_name(blame.thing, case.catalog)
    path: list[Step] = []
    if root is None:
        what = f"an object of another event loop was used by {case.who}: {kind}"
    else:
        path.append(_owner_step(root, case.label(blame.loop)))
        who = f"`{root.step.name}`"
        if not root.test:
            who = f"{root.step.role.partition(',')[0]} {who}"
        what = f"{who} belongs to another event loop than {user}"
        if blame.thing is blame.loop:
            what = f"{who} is another event loop than that of {case.who}"
        elif case.fixture is not None and root.fixture is case.fixture:
            what = f"{case.who} has an object of another event loop: {kind}"
    return Diagnostic(
        code="LW103",
        what=what,
        path=(*path, *_used_at(case), case.user_step()),
        why=_why(case, blame),
        fixes=fixes_for(case, blame.loop, root, is_loop=blame.thing is blame.loop),
    )


def _owner_step(root: Root, loop: str) -> Step:
    """Give the step of what owns an object, with the type of its value."""
    step, kind = root.step, type(root.value)
    role = step.role
    if kind.__module__ != "builtins" and kind.__name__ not in role:
        role = f"{role}, {kind.__name__}"
    return Step(step.name, step.place, role, loop)


def _used_at(case: Case) -> list[Step]:
    """Give the user's line at which it failed, unless that is in the test itself."""
    stops = case.stops()
    if not stops:
        return []
    place, own = case.place(stops[-1]), case.user_step().place
    return [Step(stops[-1].function, place, "function")] if _far(place, own) else []


def _far(place: Place, own: Place) -> bool:
    return place.file != own.file or not own.line <= place.line


def _why(case: Case, blame: Blame) -> str:
    if blame.thing is blame.loop:
        return _why_loop(case, blame)
    row = row_of(blame.thing, case.catalog)
    kind = type_name(blame.thing, case.catalog).removeprefix("builtins.")
    article = "an" if kind[:1] in "aeiouAEIO" else "a"
    begin = f"{article} {kind} belongs to a loop"
    if row is not None:
        begin += f" from {row.binds.noun}"
    text = f"{begin}: this one to {case.describe(blame.loop)}."
    if case.here is not None:
        text += f" {case.who} runs on {case.describe(case.here)}"
        test = case.test
        if case.fixture is None and test is not None and test.loop_scope is not None:
            text += ", as its mark says"
        text += "."
    return text


def _why_loop(case: Case, blame: Blame) -> str:
    text = f"what it makes belongs to {case.describe(blame.loop)}."
    if case.here is not None:
        text += f" {case.who} runs on {case.describe(case.here)}."
    return text


def _what_was_seen(case: Case) -> Diagnostic:
    """Say what is certain where no object could be found."""
    closed = _closed_loop(case)
    if closed is not None:
        return closed
    stops = case.stops()
    path = []
    if stops:
        path.append(Step(stops[-1].function, case.place(stops[-1]), "function"))
    path.append(case.user_step())
    return Diagnostic(
        code="LW103",
        what=f"{case.who} used an object of another event loop",
        path=tuple(path),
        why="Loopwise found neither the object in the traceback, nor who has it."
        + (
            f" {case.who} runs on {case.describe(case.here)}."
            if case.here is not None
            else ""
        ),
    )


def _closed_loop(case: Case) -> Diagnostic | None:
    """Say where a closed loop was made that the code called itself."""
    if case.symptom.kind is not Kind.CLOSED:
        return None
    for traceback in case.tracebacks():
        for loop in loops_seen(traceback, case.here):
            place = case.births.place(loop)
            if loop.is_closed() and place is not None:
                made = Step("loop", place, "made here", "closed")
                return Diagnostic(
                    code="LW103",
                    what=f"{case.who} used an event loop that is closed",
                    path=(made, *_used_at(case), case.user_step()),
                    why="a closed loop can neither run nor take anything on.",
                    fixes=(Fix("close it when all that uses it has ended"),),
                )
    return None
