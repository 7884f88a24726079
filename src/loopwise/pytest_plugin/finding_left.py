"""What is left on a loop, in words: who left what, and where."""

from __future__ import annotations

import asyncio
import contextlib
import traceback
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from loopwise.loops import left_behind
from loopwise.loops.makers import OWNER, TOLD, Made
from loopwise.loops.users_code import Stop, is_users, short, shown
from loopwise.loops.waiting import describe, stops_of
from loopwise.model.leftover import Kind, Leftover
from loopwise.model.place import Place
from loopwise.pytest_plugin.functions import code_of
from loopwise.pytest_plugin.ownership import inner_test
from loopwise.pytest_plugin.residents import Resident
from loopwise.pytest_plugin.run import Run

Task = asyncio.Task[Any]
Counts = Callable[[Made | None, Task], bool]
"""Whether a task is a leftover of somebody's, by its making."""

MOST_WAYS = 2
"""How many of the places where a task waits are told: it may wait for many tasks."""

BY_LIBRARY = "by a library that was called there"
ORIGINS = {
    "Exception in callback": "in a callback of the loop",
    "Future exception": "set on a future that nobody awaited",
    "Task exception": "in a task that nobody awaited",
    "unhandled exception in a task": "in a task that was cancelled as its loop closed",
}


def name_of(owner: object, otherwise: str) -> str:
    """Call a test or a fixture as messages do."""
    if isinstance(owner, Run):
        return owner.item.name
    if isinstance(owner, Resident):
        return f"fixture `{owner.definition.argname}`"
    return otherwise


def is_in_its_code(made: Made) -> bool:
    """Whether a task was made in the very function of its test or fixture.

    On a loop that others share only those are told of: what is made by an object that
    lives on, a pool or a service, may live as long as that does.
    """
    function: object = None
    if isinstance(made.owner, Run):
        function = inner_test(made.owner.item)
    elif isinstance(made.owner, Resident):
        function = made.owner.definition.func
    return made.is_by_user and made.is_in(code_of(function))


def tasks_on(
    loop: AbstractEventLoop, counts: Counts, otherwise: str
) -> Iterator[Leftover]:
    """Give the tasks that were left pending, and those that failed unseen."""
    found: dict[Leftover, int] = {}
    for task in left_behind.pending(loop):
        made = left_behind.made(task)
        if not left_behind.is_told(task, left_behind.PENDING) and counts(made, task):
            left = _pending(task, made, otherwise)
            found[left] = found.get(left, -1) + 1
            left_behind.note_told(task, left_behind.PENDING)
    for left, others in found.items():
        yield replace(left, others=others)
    for task in left_behind.failed(loop):
        made = left_behind.made(task)
        error = task._exception  # noqa: SLF001  # asking by `exception()` would count as looking at it
        if made is None or error is None or left_behind.is_told(task, left_behind.LOST):
            continue
        if counts(made, task):
            left_behind.note_told(task, left_behind.LOST)
            owner = name_of(made.owner, otherwise)
            if is_news(error, owner):
                yield lost(error, made, owner)


def _pending(task: Task, made: Made | None, otherwise: str) -> Leftover:
    coro: Any = task.get_coro()
    name = short(getattr(coro, "__qualname__", type(coro).__name__))
    details = [] if made is None or made.is_by_user else [BY_LIBRARY]
    if getattr(task, "_fut_waiter", None) is None:  # private: see `left_behind`
        details.append("it never ran")
    else:
        ways = [way for way in stops_of(task) if any(stop.is_users for stop in way)]
        details += [
            f"it waits {one}" for one in sorted(map(describe, ways))[:MOST_WAYS]
        ]
    left = Leftover(Kind.PENDING_TASK, otherwise, f"{name}()", details=tuple(details))
    if made is None:
        return left
    left = replace(left, owner=name_of(made.owner, otherwise))
    return at(left, made.stop)


def at(left: Leftover, stop: Stop | None) -> Leftover:
    """Add where it is."""
    if stop is None:
        return left
    return replace(left, place=stop.place, function=stop.function)


def is_news(error: BaseException, owner: str) -> bool:
    """Whether an exception was not told of its owner yet.

    One and the same may end several tasks, of which each awaits the next.
    """
    if getattr(error, TOLD, None) == owner:
        return False
    with contextlib.suppress(AttributeError):  # an exception with slots
        setattr(error, TOLD, owner)
    return True


def lost(
    error: BaseException, made: Made | None, owner: str, message: str = ""
) -> Leftover:
    """Put an exception that reached nobody into words, with its whole traceback."""
    text = str(error).partition("\n")[0]
    what = f"{type(error).__name__}: {text}" if text else type(error).__name__
    origin = next((to for of, to in ORIGINS.items() if message.startswith(of)), "")
    details = () if made is not None or not message else (origin or message[:80],)
    whole = "".join(traceback.format_exception(error))
    left = Leftover(Kind.LOST_EXCEPTION, owner, what, details=details, traceback=whole)
    return left if made is None else at(left, made.stop)


def owner_of(context: dict[str, Any], made: Made | None) -> object:
    """Give who lost what an exception handler is told of, if it can be known."""
    if made is not None:
        return made.owner
    inside = getattr(context.get("handle"), "_context", None)  # private, since 3.7
    return OWNER.get() if inside is None else inside.get(OWNER)


def others_on(loop: AbstractEventLoop, owner: str) -> Iterator[Leftover]:
    """Give generators, connections and jobs that were left on a test's own loop."""
    for generator in left_behind.generators(loop):
        name = f"{short(generator.__qualname__)}()"
        left = Leftover(Kind.OPEN_GENERATOR, owner, name)
        yield at(left, left_behind.stop_of_generator(generator))
    for what, others in _counted(left_behind.connections(loop)):
        yield Leftover(Kind.LEFT_OPEN, owner, what, others=others)
    job = Leftover(Kind.LEFT_OPEN, owner, "a job that runs in the default executor")
    for stop, others in _counted(left_behind.jobs(loop)):
        yield replace(at(job, stop), others=others)


def _counted(things: Iterable[Any]) -> Iterator[tuple[Any, int]]:
    found: dict[Any, int] = {}
    for one in things:
        found[one] = found.get(one, -1) + 1
    yield from found.items()


def dropped(coroutine: Any, message: str, owner: str, stop: Stop | None) -> Leftover:
    """Put a coroutine that was never awaited into words, Python's first."""
    left = Leftover(Kind.NEVER_AWAITED, owner, message)
    if stop is not None:
        return at(left, stop)
    code = coroutine.cr_code
    if not is_users(code.co_filename):
        return left
    place = Place(shown(code.co_filename), code.co_firstlineno)
    return replace(left, details=(f"defined at {place}",))


def blocked(seconds: float, stops: tuple[Stop, ...], owner: str) -> Leftover:
    """Put what did not give its loop back into words."""
    left = Leftover(
        Kind.BLOCKED_LOOP,
        owner,
        f"{seconds:.2g} s or longer",
        details=tuple(f"called from {stop}" for stop in stops[1:4]),
    )
    return at(left, stops[0])
