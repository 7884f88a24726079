"""Who made a task."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextvars import Context, copy_context
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

from loopwise.loops.lean_loop import LeanLoop
from loopwise.loops.left_behind import made
from loopwise.loops.makers import OWNER, Made, made_by


@pytest.fixture
def loop() -> Iterator[LeanLoop]:
    """Give a loop that is closed again."""
    loop = LeanLoop()
    yield loop
    loop.close()


async def nothing() -> None:
    """End at once."""


def run(loop: LeanLoop, function: Any, context: Context | None = None) -> Any:
    """Run an async function whose task is not counted, and give its result."""
    return loop.run_until_complete(asyncio.Task(function(), loop=loop, context=context))


def test_the_line_that_made_a_task_is_known(loop: LeanLoop) -> None:
    """Through asyncio's own functions the user's line is found."""

    async def make() -> list[asyncio.Task[None]]:
        first = asyncio.create_task(nothing())
        second = asyncio.ensure_future(nothing())
        async with asyncio.TaskGroup() as group:
            third = group.create_task(nothing())
        await asyncio.gather(first, second)
        return [first, second, third]

    stops = [one.stop for task in run(loop, make) if (one := made(task)) is not None]
    start = make.__code__.co_firstlineno
    assert [stop.line - start for stop in stops] == [1, 2, 4]
    assert {stop.function for stop in stops} == {"make"}
    assert loop.tasks_made == 3


def test_the_owner_is_that_of_the_context(loop: LeanLoop) -> None:
    """A task belongs to whom its maker runs for, or to whom its own context is of."""

    async def make() -> list[Any]:
        other = copy_context()
        other.run(OWNER.set, "other")
        tasks = [
            asyncio.create_task(nothing()),
            asyncio.create_task(nothing(), context=other),
        ]
        await asyncio.gather(*tasks)
        return [one.owner for task in tasks if (one := made(task)) is not None]

    context = copy_context()
    context.run(OWNER.set, "test")
    assert run(loop, make, context) == ["test", "other"]


def test_a_callback_of_the_loop_makes_for_nobody(loop: LeanLoop) -> None:
    """Of a task made by a callback without user's code it is not known for whom."""

    async def make() -> None:
        loop.call_soon(loop.create_task, nothing())
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    run(loop, make)
    assert loop.tasks_made == 0


def test_a_library_is_told_from_the_user(tmp_path: Path, loop: LeanLoop) -> None:
    """A task that a library makes is the user's line's, but not by the user's code."""
    file = str(tmp_path / "site-packages" / "lib.py")
    names: dict[str, Any] = {"asyncio": asyncio}
    text = "def start(coro): return asyncio.create_task(coro)"
    exec(compile(text, file, "exec"), names)

    async def make() -> Any:
        task = names["start"](nothing())
        await task
        return made(task)

    found = run(loop, make)
    assert not found.is_by_user
    assert found.stop.line == make.__code__.co_firstlineno + 1


def test_what_is_inside_a_function_is_told_from_the_rest() -> None:
    """A task is in a function's code if that, or a function inside it, made it."""

    def inner() -> Any:
        raw = made_by(sys._getframe(), None)
        assert raw is not None
        return raw

    found = Made._make(inner())
    outer: CodeType = test_what_is_inside_a_function_is_told_from_the_rest.__code__
    assert found.is_in(inner.__code__)
    assert found.is_in(outer)
    assert not found.is_in(nothing.__code__)
    assert not found.is_in(None)
