"""LW103: an object of one loop was used on another, or after its loop had closed."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from loopwise.model.diagnostic import Diagnostic
from loopwise.model.place import Place
from loopwise.model.step import Step
from loopwise.provenance.bound import row_of, type_name
from loopwise.provenance.owners import Owned, Root, on, owner_of, same
from loopwise.provenance.sightings import Sighting, at_work_in, loops_seen, sightings
from loopwise.provenance.symptoms import Kind
from loopwise.pytest_plugin.explaining.case import Case
from loopwise.pytest_plugin.explaining.fixes import fixes_for
from loopwise.pytest_plugin.explaining.roots import located, roots

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
    if case.symptom.kind is Kind.MAYBE_OTHER_LOOP:
        return None
    return _what_was_seen(case)


def _blame(case: Case) -> Blame | None:
    seen = list(_sightings(case))
    known = roots(case)
    found: Blame | None = None
    for sighting in seen[:MOST_SIGHTINGS]:
        if found is not None and not _holds(found.thing, sighting.thing):
            continue
        owned = owner_of(known, same(sighting.thing))
        if owned is not None:
            found = Blame(sighting.thing, sighting.loop, owned, sighting.name)
            if not owned.root.test:
                return found
            # A variable of the test: what it is made from may be somebody's.
    if found is not None:
        return found
    loops = {id(one.loop): one.loop for one in seen}
    for traceback in case.tracebacks():
        loops |= {id(loop): loop for loop in loops_seen(traceback, case.here)}
    for loop in loops.values():
        owned = _in_frames(case, known) or _only_owner(known, loop)
        if owned is not None:
            return Blame(owned.thing, loop, owned)
    if seen:
        return Blame(seen[0].thing, seen[0].loop, None, seen[0].name)
    return None


def _holds(one: Any, other: Any) -> bool:
    root = Root(Step("", Place("", 0), ""), one)
    return owner_of([root], same(other), deepest=4) is not None


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
    bound = [
        one
        for one in known
        if not one.test and row_of(one.value, case.catalog) is not None
    ]
    for thing in at_work:
        owned = owner_of(bound, same(thing), deepest=2)
        if owned is not None:
            return Owned(owned.root, "", owned.root.value)
    return None


def _sightings(case: Case) -> Iterator[Sighting]:
    said = str(case.cause)
    found: dict[int, Sighting] = {}
    for traceback in case.tracebacks():
        for one in sightings(traceback, case.here, case.catalog):
            found.setdefault(id(one.thing), one)
    # A task says which future it got: that one is sure.
    quoted = [one for one in found.values() if _is_quoted(one.thing, said)]
    yield from quoted
    for one in found.values():
        if one not in quoted and _is_used(one, case):
            yield one


def _is_quoted(thing: Any, said: str) -> bool:
    if type(thing).__name__ not in {"Future", "Task", "_GatheringFuture"}:
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
    label = case.label(blame.loop)
    kind = type_name(blame.thing, case.catalog)
    path = []
    if root is None:
        what = f"an object of another event loop was used by {case.who}: {kind}"
    elif root.test:
        what = f"`{root.step.name}` belongs to another event loop than {user}"
        path.append(Step(root.step.name, root.step.place, root.step.role, label))
    else:
        role = root.step.role.partition(",")[0]
        what = f"{role} `{root.step.name}` belongs to another event loop than {user}"
        held = blame.owned is not None and blame.owned.thing is blame.owned.root.value
        step = root.step
        role = (
            step.role
            if not held or kind.rpartition(".")[2] in step.role
            else (f"{step.role}, {kind.rpartition('.')[2]}")
        )
        path.append(Step(step.name, step.place, role, label))
        if case.fixture is not None and root.fixture is case.fixture:
            what = f"{case.who} has an object of another event loop: {kind}"
    path += _used_at(case)
    path.append(case.user_step())
    return Diagnostic(
        code="LW103",
        what=what,
        path=tuple(path),
        why=_why(case, blame),
        fixes=fixes_for(case, blame.loop, root),
    )


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


def _what_was_seen(case: Case) -> Diagnostic:
    """Say what is certain where no object could be found."""
    stops = case.stops()
    path = []
    if stops:
        path.append(Step(stops[-1].function, case.place(stops[-1]), "function"))
    path.append(case.user_step())
    return Diagnostic(
        code="LW103",
        what=f"{case.who} used an object of another event loop",
        path=tuple(path),
        why=f"{str(case.cause).splitlines()[0]}. Loopwise did not find which object; "
        + (
            f"{case.who} runs on {case.describe(case.here)}."
            if case.here is not None
            else "nor the loop that ran."
        ),
    )
