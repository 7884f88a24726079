"""LW502: a wait that cannot end, as what would end it stands still."""

from __future__ import annotations

import asyncio
import re
from asyncio import AbstractEventLoop
from collections.abc import Iterator
from types import FrameType
from typing import Any

from loopwise.loops.users_code import short, traceback_frames
from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.place import shorten
from loopwise.model.step import Step
from loopwise.plan.steps import member_step
from loopwise.plan.suggest import Fixer
from loopwise.provenance.bound import row_of, type_name
from loopwise.provenance.frozen import Server, frozen, peers, servers, waker_of
from loopwise.provenance.owners import Root, edges, same
from loopwise.provenance.sightings import at_work_in, sightings
from loopwise.provenance.symptoms import chain, said_by
from loopwise.pytest_plugin.explaining.case import Case
from loopwise.pytest_plugin.explaining.fixes import async_maker
from loopwise.pytest_plugin.explaining.roots import Roots, located
from loopwise.pytest_plugin.late import helps
from loopwise.pytest_plugin.time_limits import OutOfTime
from loopwise.resources.look import module_of, qualname_of

WAITED = ("Lock", "Event", "Condition", "Semaphore", "BoundedSemaphore", "Barrier")
QUEUES = ("Queue", "PriorityQueue", "LifoQueue")
FUTURES = ("Future", "Task")


def explain_never(case: Case) -> Diagnostic | None:
    """Tell why a wait could not end; ``None`` where loops have no part in it.

    Most time limits fire for other reasons: without a proof nothing is said.
    """
    if case.here is None:
        return None
    still = frozen(case.births.loops(), case.here)
    known = Roots(case)
    return (
        _by_waker(case, still, known)
        or _by_ended_task(case, known)
        or _by_object(case, still, known)
        or _by_server(case, still, known)
    )


def _by_waker(
    case: Case, still: list[AbstractEventLoop], known: Roots
) -> Diagnostic | None:
    rootdir = str(case.item.config.rootpath)
    waited = list(_waited(case))
    found = waker_of(waited, still, lambda file: shorten(file, rootdir))
    if found is None:
        return None
    owned = known.owner_of(same(found.thing))
    kind = type_name(found.thing, case.catalog)
    name = kind
    if owned is not None:
        name = f"`{owned.root.step.name}`"
    label = case.label(found.loop)
    path = []
    if owned is not None and not owned.root.test:
        root = located(case, owned.root)
        path.append(Step(root.step.name, root.step.place, root.step.role, ""))
    if not found.step.place.file.startswith("/"):  # a library's says nothing
        path.append(Step(found.step.name, found.step.place, found.step.role, label))
    return _diagnostic(
        case,
        f"{case.who} waited for {name}, and what would wake it cannot run",
        path,
        f"{case.who} waited on {_loop(case, case.here)}. Task {found.step.name}, which "
        f"has the {kind} too, is on {_loop(case, found.loop)}, which stood still "
        "meanwhile.",
        found.loop,
    )


def _by_ended_task(case: Case, known: Roots) -> Diagnostic | None:
    """Tell of a task that was cut off when its loop was closed, and would have woken.

    Its code names the attribute under which the same object keeps what is waited for.
    """
    for thing in _waited(case):
        owned = known.owner_of(same(thing))
        name = "" if owned is None else owned.path.rpartition(".")[2]
        if owned is None or not name:
            continue
        for task in _tasks_of(owned.root):
            loop, code = task.get_loop(), getattr(task.get_coro(), "cr_code", None)
            if loop is case.here or not loop.is_closed() or code is None:
                continue
            if name not in code.co_names or not (task.cancelled() or not task.done()):
                continue
            root = located(case, owned.root)
            role = root.step.role
            path = [Step(root.step.name, root.step.place, role, "closed")]
            task_name = short(code.co_qualname)
            return _diagnostic(
                case,
                f"{case.who} waited for `{root.step.name}`, and what would wake it "
                "cannot run",
                path,
                f"task {task_name}, which has to do with `{name}`, was on "
                f"{case.describe(loop)}. {case.who} waited on "
                f"{_loop(case, case.here)}.",
                loop,
                None if owned.root.fixture is None else owned.root.fixture.number,
            )
    return None


def _tasks_of(root: Root) -> Iterator[asyncio.Task[Any]]:
    """Give the tasks that an object keeps itself."""
    for _, thing in edges(root.value):
        if issubclass(type(thing), asyncio.Task):
            yield thing


def _by_object(
    case: Case, still: list[AbstractEventLoop], known: Roots
) -> Diagnostic | None:
    """Tell of a client at work in the frames whose own tasks are on such a loop."""
    for traceback in case.tracebacks():
        at_work = {id(one) for one in at_work_in(traceback)}
        for seen in sightings(traceback, case.here, case.catalog):
            if seen.loop not in still or row_of(seen.thing, case.catalog) is None:
                continue
            if type(seen.thing).__name__ in FUTURES or id(seen.thing) not in at_work:
                continue
            owned = known.owner_of(same(seen.thing))
            if owned is None:
                continue
            root, label = located(case, owned.root), case.label(seen.loop)
            step = Step(root.step.name, root.step.place, root.step.role, label)
            kind = type_name(seen.thing, case.catalog)
            return _diagnostic(
                case,
                f"{case.who} waited for `{root.step.name}`, whose loop stood still",
                [step],
                f"{kind} does its work on {_loop(case, seen.loop)}; {case.who} waited "
                f"on {_loop(case, case.here)}, and one loop runs at a time.",
                seen.loop,
                None if owned.root.fixture is None else owned.root.fixture.number,
            )
    return None


def _by_server(
    case: Case, still: list[AbstractEventLoop], known: Roots
) -> Diagnostic | None:
    """Tell of a server that the failing code spoke to."""
    ports = _ports(case, known)
    for server in servers(still):
        if server.port in ports:
            return _of_server(case, server, known)
    return None


def _of_server(case: Case, server: Server, known: Roots) -> Diagnostic:
    def is_it(thing: Any) -> bool:
        return thing is server.socket

    owned = known.owner_of(is_it)
    path, member = [], None
    if owned is not None:
        root = located(case, owned.root)
        label = case.label(server.loop)
        path.append(Step(root.step.name, root.step.place, root.step.role, label))
        member = None if root.fixture is None else root.fixture.number
    else:
        for resident in case.runtime.residents.on_loop(server.loop):
            one = case.runtime.live.definitions.known(resident.definition)
            if one is not None:
                path.append(member_step(one.member, case.label(server.loop)))
                member = one.number
                break
    of = f" of `{path[0].name}`" if path else ""
    return _diagnostic(
        case,
        f"{case.who} waited for the server{of}, whose loop stood still",
        path,
        f"the server at {server.address} is on {_loop(case, server.loop)}; {case.who} "
        f"waited on {_loop(case, case.here)}, and one loop runs at a time.",
        server.loop,
        member,
    )


def _diagnostic(
    case: Case,
    what: str,
    path: list[Step],
    why: str,
    loop: AbstractEventLoop,
    member: int | None = None,
) -> Diagnostic:
    stops = case.stops()
    user = case.user_step()
    if stops and user.place.file == case.place(stops[-1]).file:
        user = Step(user.name, case.place(stops[-1]), user.role, user.loop)
    return Diagnostic(
        code="LW502",
        what=what,
        path=(*path, user),
        why=why,
        fixes=_fixes(case, loop, member),
    )


def _fixes(case: Case, loop: AbstractEventLoop, member: int | None) -> tuple[Fix, ...]:
    """Offer what puts the test on the loop that stood still: planned again."""
    number, test = case.number, case.test
    if number is None or test is None:
        return ()
    plan = case.runtime.plan
    if member is None:
        for resident in case.runtime.residents.on_loop(loop):
            known = case.runtime.live.definitions.known(resident.definition)
            if known is not None and known.number in test.uses.of:
                member = known.number
    if test.loop_scope is not None and member is not None:
        fixer = Fixer(plan, case.runtime.settings)
        return fixer.suggest(member, [plan.group_of[number]])
    if member is not None and test.loop_scope is None:
        found = tuple(async_maker(case, loop, member))
        if found:
            return found
    if member is not None and member not in test.uses.of:
        name = plan.suite.members[member].name
        text = f'use the fixture: @pytest.mark.usefixtures("{name}")'
        return (Fix(text),) if _helps(case, member) else ()
    return ()


def _helps(case: Case, member: int) -> bool:
    """Plan again with the test using a fixture, and see whether it shares its loop."""
    number = case.number
    name = case.runtime.plan.suite.members[member].name
    return number is not None and helps(case.runtime, number, case.item, name)


def _loop(case: Case, loop: AbstractEventLoop | None) -> str:
    return "no loop" if loop is None else case.describe(loop)


def _waited(case: Case) -> Iterator[Any]:
    """Give what the code waited for: futures and primitives of asyncio.

    What a time limit saw; and where a wait was cancelled, what asyncio's own code was
    at work with, or the futures of the very function that awaited one.
    """
    for error in (case.cause, case.error):
        if isinstance(error, OutOfTime):
            yield from error.awaited
    for error in chain(case.error):
        frames = [frame for frame, _ in traceback_frames(error.__traceback__)]
        for frame in reversed(frames):
            if str(frame.f_globals.get("__name__", "")).startswith("asyncio."):
                yield from _primitives(frame)
        if type(error) is asyncio.CancelledError and frames:
            yield from (one for one in frames[-1].f_locals.values() if _is_future(one))


def _primitives(frame: FrameType) -> Iterator[Any]:
    """Give what a frame of asyncio's has: a lock, or a task that waits for one."""
    for thing in list(frame.f_locals.values()):
        if type(thing).__name__ in (*WAITED, *QUEUES):
            yield thing
        elif issubclass(type(thing), asyncio.Task):
            coro = getattr(thing.get_coro(), "cr_frame", None)
            owner = None if coro is None else coro.f_locals.get("self")
            yield from () if owner is None else (owner,)


def _is_future(thing: Any) -> bool:
    return issubclass(type(thing), asyncio.Future)


def _ports(case: Case, known: Roots) -> set[int]:
    """Give the ports that the failing code names: in addresses, or as `port`.

    From the variables of all frames, from the values of the test's fixtures, and from
    the connections that are open on its loop.
    """
    found: set[int] = set()
    named: list[tuple[str, Any]] = [("", said_by(case.error))]
    for error in chain(case.error):
        for frame, _ in traceback_frames(error.__traceback__):
            named += list(frame.f_locals.items())
    for root in known.lasting:
        if root.fixture is not None:
            named.append((root.step.name, root.value))
    if case.here is not None:
        found.update(peers(case.here))
    for name, value in named:
        if type(value) is int and name.endswith("port"):
            found.add(value)
        elif type(value) is str or _is_url(type(value)):
            found.update(int(one) for one in re.findall(r":(\d{2,5})\b", str(value)))
        elif type(value) is tuple and len(value) in {2, 4} and type(value[0]) is str:
            found.update(one for one in value[1:2] if type(one) is int)
    return found


def _is_url(kind: type) -> bool:
    """Whether it is a URL of a library whose text can be asked for."""
    package = module_of(kind).partition(".")[0]
    return qualname_of(kind) == "URL" and package in {"httpx", "starlette", "yarl"}
