"""LW103: an object of one loop was used on another, or after its loop had closed."""

from __future__ import annotations

from loopwise.loops.users_code import traceback_frames
from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.place import Place
from loopwise.model.step import Step
from loopwise.provenance.bound import row_of, type_name
from loopwise.provenance.owners import Root
from loopwise.provenance.sightings import loops_seen
from loopwise.provenance.symptoms import Kind
from loopwise.pytest_plugin.explaining.blame import Blame, find_blame
from loopwise.pytest_plugin.explaining.case import Case
from loopwise.pytest_plugin.explaining.fixes import fixes_for
from loopwise.pytest_plugin.explaining.roots import located


def explain_other_loop(case: Case) -> Diagnostic | None:
    """Name the object of another loop; ``None`` where it cannot be told."""
    found = find_blame(case)
    if found is not None:
        return _diagnostic(case, found)
    return _what_was_seen(case) if _is_asyncios(case) else None


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
    article = "an" if kind.startswith((*"aeioAEIO", "http")) else "a"
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
