"""LW201 to LW205: what goes wrong by hand, told by the line that did it."""

from __future__ import annotations

import ast
import asyncio
import linecache
from typing import Any

from loopwise.loops.users_code import (
    Stop,
    instructions,
    is_users,
    short,
    stop_of,
    traceback_frames,
)
from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.step import Step
from loopwise.plan.replan import fits, with_async_fixture
from loopwise.provenance.sightings import loops_seen
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.explaining.case import Case
from loopwise.resources.look import attributes_of, in_slots, slots_of

_MAKES = {
    "create_task": "a task",
    "ensure_future": "a task",
    "gather": "a group of tasks",
    "timeout": "a timeout",
}
"""What asyncio's own functions want a running loop for."""


_IN_THREAD = (
    Fix("hand the loop in, and call asyncio.run_coroutine_threadsafe(…, loop)"),
    Fix("let the thread have a loop of its own: asyncio.run(…)"),
)


def explain_running(case: Case) -> Diagnostic | None:
    """Tell that code which runs on a loop wanted to run one."""
    stop = _last_users_stop(case)
    if stop is None:
        return None
    wanted = _argument(case) or "it"
    if _runs_in_thread(case):
        what = f"{stop.function} runs a loop that is running in another thread"
        why = "a loop is run by one thread, and others hand it what it is to do."
        fix = f"asyncio.run_coroutine_threadsafe({wanted}, loop).result()"
    else:
        what = f"{stop.function} runs a loop while one is running"
        why = (
            "a thread runs one event loop at a time, and this code was called from "
            f"it: {_here(case)}."
        )
        fix = f"await {wanted}, in place of running it"
        if not _is_async(case, stop):
            name = stop.function
            fix = f"make {name} async, let it await {wanted}, and await its call"
    return Diagnostic(
        code="LW201", what=what, path=_path(case, stop), why=why, fixes=(Fix(fix),)
    )


def _runs_in_thread(case: Case) -> bool:
    """Whether the loop that was to be run is running now: this thread has failed."""
    return any(
        loop.is_running()
        for traceback in case.tracebacks()
        for loop in loops_seen(traceback, None)
    )


def _argument(case: Case) -> str:
    """Give what was to be run, as it is written: the first argument of the call."""
    for traceback in case.tracebacks():
        for frame, lasti, _ in reversed(list(instructions(traceback))):
            if not is_users(frame.f_code.co_filename):
                continue
            positions = list(frame.f_code.co_positions())[lasti // 2]
            line, end, begin, stop = positions
            if line is None or line != end or begin is None or stop is None:
                return ""
            text = linecache.getline(frame.f_code.co_filename, line)
            part = text.encode()[begin:stop].decode(errors="replace")
            try:
                tree = ast.parse(part.strip(), mode="eval").body
            except SyntaxError:
                return ""
            if isinstance(tree, ast.Call) and tree.args:
                return ast.unparse(tree.args[0])
            return ""
    return ""


def explain_not_running(case: Case) -> Diagnostic | None:
    """Tell that sync code called what works only while a loop runs."""
    stop = _last_users_stop(case)
    if stop is None:
        return None
    if _is_async(case, stop):
        return None  # on no loop of asyncio's, or its traceback is of another process
    called = _first_library_function(case)
    what = _MAKES.get(called, f"what {called} makes" if called else "it")
    return Diagnostic(
        code="LW202",
        what=f"{_who(case, stop)} is sync, and needs a running event loop",
        path=_path(case, stop, runs=False),
        why=f"{what} belongs to the loop that runs, and while sync code runs "
        "none does in its thread.",
        fixes=_IN_THREAD if _in_thread(case) else _as_async(case, stop),
    )


def explain_no_current(case: Case) -> Diagnostic | None:
    """Tell that there is no current loop: in a thread, or once it was taken away."""
    stop = _last_users_stop(case)
    if stop is None:
        return None
    fixes = (Fix("in async code: asyncio.get_running_loop()"), *_as_async(case, stop))
    if _in_thread(case):
        fixes = _IN_THREAD
    return Diagnostic(
        code="LW203",
        what=f"{stop.function} asks for the current event loop, and there is none",
        path=_path(case, stop, runs=False),
        why="asyncio.get_event_loop() gives the loop that runs; outside of one, only "
        "the main thread may have a current loop, and asyncio.run() takes it away.",
        fixes=fixes[:2],
    )


def explain_other_task(case: Case) -> Diagnostic | None:
    """Tell which task entered what another one left."""
    stop = _last_users_stop(case)
    entered = ""
    for frame, _ in traceback_frames(case.cause.__traceback__):
        task = _attribute(frame.f_locals.get("self"), "_host_task")
        if isinstance(task, asyncio.Task):
            coro = task.get_coro()
            code = getattr(coro, "cr_code", None)
            if code is not None and is_users(code.co_filename):
                entered = short(code.co_qualname)
    if stop is None:
        return None
    who = f", by {entered}" if entered else ""
    return Diagnostic(
        code="LW204",
        what=f"{case.who} left a block in another task than it was entered in",
        path=_path(case, stop),
        why=f"a task group, a timeout and a cancel scope belong to the task that "
        f"entered them{who}; only that task can leave them.",
        fixes=(
            Fix("enter and leave it in the same task, best in one `async with`"),
            Fix("hold it open in an async fixture, around its `yield`"),
        ),
    )


def explain_greenlet(case: Case) -> Diagnostic | None:
    """Tell which line made SQLAlchemy ask the database from sync code."""
    stop = _last_users_stop(case)
    if stop is None:
        return None
    loaded = _lazily_loaded(case)
    if loaded is None:
        return Diagnostic(
            code="LW205",
            what=f"{stop.function} made SQLAlchemy wait for the database in sync code",
            path=_path(case, stop),
            why="an async engine can only wait inside of its own awaited calls.",
            fixes=(
                Fix(
                    "await the async form: `await session.execute(…)`, or "
                    "`await connection.run_sync(…)` around sync code"
                ),
            ),
        )
    owner, name = loaded
    return Diagnostic(
        code="LW205",
        what=f"`{owner}.{name}` is loaded when it is read, which cannot wait",
        path=_path(case, stop),
        why="reading an attribute is no await: an async session can load it before, "
        "or when it is asked to, but not then.",
        fixes=(
            Fix(f"load it before: options(selectinload({owner}.{name})) in the query"),
            Fix(f'await session.refresh(…, ["{name}"]) before it is read'),
        ),
    )


def _lazily_loaded(case: Case) -> tuple[str, str] | None:
    """Give class and attribute that SQLAlchemy was loading: from its own frames."""
    for frame, _ in traceback_frames(case.cause.__traceback__):
        variables = frame.f_locals
        name = _attribute(variables.get("self"), "key")
        owner = _attribute(variables.get("state"), "class_")
        if isinstance(name, str) and isinstance(owner, type):
            return owner.__name__, name
    for frame, _ in traceback_frames(case.cause.__traceback__):
        names = frame.f_locals.get("attribute_names")
        owner = _attribute(frame.f_locals.get("state"), "class_")
        if isinstance(owner, type) and names:
            return owner.__name__, str(next(iter(sorted(names))))
    return None


def _attribute(thing: object, name: str) -> Any:
    """Give what an object has under a name, or ``None``: its code is not run."""
    slots = dict(in_slots(thing, slots_of(type(thing))))
    return attributes_of(thing).get(name, slots.get(name))


def _as_async(case: Case, stop: Stop) -> tuple[Fix, ...]:
    """Offer to make the function async: planned again where it is a fixture."""
    fixture = case.fixture
    if fixture is None or fixture.member.is_async:
        is_ours = not internals.is_unittest(case.item)
        if case.when == "call" and is_ours and not _is_async(case, stop):
            name = stop.function.rpartition(".")[2]
            if not name.isidentifier():  # a lambda, a module's own code
                return ()
            return (Fix(f"make {stop.function} async: `async def {name}`"),)
        return ()
    plan = case.runtime.plan
    changed = with_async_fixture(plan.suite, fixture.number)
    if fits(plan, changed, case.runtime.settings) is None:
        return ()
    name = fixture.member.name
    return (Fix(f"make the fixture async: `async def {name}`"),)


def _who(case: Case, stop: Stop) -> str:
    """Call the code at a stop what a person would: a fixture is more than a name."""
    is_fixture = case.fixture is not None and case.fixture.member.name == stop.function
    return case.who if is_fixture else stop.function


def _in_thread(case: Case) -> bool:
    """Whether the code ran in a thread other than the main one."""
    said = case.said
    if "in thread" in said and "MainThread" not in said:
        return True
    return any(
        frame.f_globals.get("__name__") in {"concurrent.futures.thread", "threading"}
        and frame.f_code.co_name == "run"
        for traceback in case.tracebacks()
        for frame, _ in traceback_frames(traceback)
    )


def _path(case: Case, stop: Stop, *, runs: bool = True) -> tuple[Step, ...]:
    here = Step(stop.function, case.place(stop), "function")
    user = case.user_step(runs=runs)
    for one in case.stops():  # its line in the test says more than where that begins
        if one.function.endswith(user.name.partition("[")[0]):
            user = Step(user.name, case.place(one), user.role, user.loop)
    if user.place.file == here.place.file and user.name.startswith(stop.function):
        return (Step(user.name, here.place, user.role, user.loop),)
    return (here, user)


def _here(case: Case) -> str:
    if case.here is None:
        return case.who
    return f"{case.who} runs on {case.describe(case.here)}"


def _last_users_stop(case: Case) -> Stop | None:
    stops = case.stops()
    return stops[-1] if stops else None


def _is_async(case: Case, stop: Stop) -> bool:
    """Whether the function at a stop is a coroutine or an async generator."""
    for traceback in case.tracebacks():
        for frame, line in traceback_frames(traceback):
            if stop_of(frame, line) == stop:
                return bool(frame.f_code.co_flags & 0x280)
    return False


def _first_library_function(case: Case) -> str:
    """Name what the user's innermost line called."""
    found = ""
    for frame, _ in traceback_frames(case.cause.__traceback__):
        if is_users(frame.f_code.co_filename):
            found = ""
        elif not found:
            found = frame.f_code.co_qualname.removesuffix(".__init__")
    return short(found)
