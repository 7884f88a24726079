"""The tasks of a loop as a tree."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from loopwise.loops.task_tree import (
    action,
    blocking_stops,
    is_idle,
    target,
    tree_of,
    users_last,
)
from loopwise.loops.users_code import Stop
from loopwise.report.tree_text import Branch

LIBRARY = asyncio.__file__
OWN = Stop(__file__, 1, "own")


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let paths be shown as they are in the project's directory."""
    monkeypatch.chdir(Path(__file__).parents[2])


async def job(queue: asyncio.Queue[int]) -> None:
    await queue.get()


async def worker() -> None:
    await job(asyncio.Queue())


async def gathers() -> None:
    await asyncio.gather(worker(), worker(), asyncio.Event().wait())


async def groups() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(worker())


async def waits() -> None:
    await asyncio.wait([asyncio.create_task(worker())])


async def behind() -> None:
    _TASKS.extend(asyncio.create_task(worker()) for _ in range(3))
    _TASKS.append(asyncio.create_task(asyncio.sleep(60)))
    await asyncio.Event().wait()


_TASKS: list[asyncio.Task[None]] = []


def written(branches: list[Branch]) -> list[Any]:
    """Write branches without their places: name, note, count and what is inside."""
    return [
        (one.name, one.note, one.count, *written(list(one.inner))) for one in branches
    ]


def tree(function: Callable[[], Coroutine[Any, Any, None]]) -> list[Any]:
    """Give the tree of a task that runs alone, but for what it starts."""

    async def look() -> list[Any]:
        current = asyncio.current_task()
        assert current is not None
        task = asyncio.create_task(function())
        await asyncio.sleep(0.01)
        everything = tree_of(task, asyncio.get_running_loop())
        for one in asyncio.all_tasks() - {current}:
            one.cancel()
        await asyncio.wait([task, *_TASKS])
        _TASKS.clear()
        return [one for one in written(everything) if not one[0].startswith("tree.")]

    found = asyncio.run(look())
    return [one for one in found if one[0] != "look"]


JOB = ("job", "waits for Queue.get", 1)


def test_tasks_that_are_gathered() -> None:
    """Of tasks that are awaited together what they have in common stands once."""
    assert tree(gathers) == [
        (
            "gathers",
            "",
            1,
            ("worker", "", 1, ("job", "waits for Queue.get", 2)),
            ("waits for Event.wait", "", 1),
        )
    ]


@pytest.mark.parametrize("function", [groups, waits])
def test_tasks_of_a_group(function: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """The tasks of a group, or of a wait, stand below the function that awaits them."""
    assert tree(function) == [(function.__name__, "", 1, ("worker", "", 1, JOB))]


def test_tasks_in_the_background() -> None:
    """Tasks that nobody awaits have branches of their own, after the one asked for."""
    assert tree(behind) == [
        ("behind", "waits for Event.wait", 1),
        ("worker", "", 1, ("job", "waits for Queue.get", 3)),
        ("sleep", "waits", 1),
    ]


def test_task_that_blocks_the_loop() -> None:
    """The task that runs is told by the stops at which it blocks its loop."""

    async def look() -> list[Any]:
        task = asyncio.current_task()
        assert task is not None
        blocked = blocking_stops(sys._getframe())
        return written(tree_of(task, asyncio.get_running_loop(), task, blocked))

    assert asyncio.run(look()) == [("look", "blocks the loop", 1)]


def test_stops_end_at_the_loop() -> None:
    """The stops of what blocks a loop begin with what the loop has called."""

    def inner() -> list[str]:
        return [stop.function for stop in blocking_stops(sys._getframe())]

    async def outer() -> list[str]:
        return inner()

    assert asyncio.run(outer()) == ["outer", "inner"]
    assert blocking_stops(None) == ()


def test_callback_without_a_frame_is_named() -> None:
    """A callback that is written in C is named by the loop that calls it."""
    found: list[str] = []

    class Named:
        __qualname__ = "acquire"

        def __call__(self) -> None:
            frame = sys._getframe(1)
            found.extend(stop.function for stop in blocking_stops(frame))

    async def look() -> None:
        asyncio.get_running_loop().call_soon(Named())
        await asyncio.sleep(0.01)

    asyncio.run(look())
    assert found == ["acquire"]


def test_loop_at_its_own_work_is_idle() -> None:
    """A loop that looks for events is idle, and one that runs a callback is not."""
    found: list[bool] = []

    def look() -> None:
        found.append(is_idle(sys._getframe()))
        found.append(is_idle(sys._getframe(1)))  # what calls callbacks
        found.append(is_idle(sys._getframe(2)))  # the loop's own round

    async def run() -> None:
        asyncio.get_running_loop().call_soon(look)
        await asyncio.sleep(0.01)

    asyncio.run(run())
    assert found == [False, False, True]
    assert is_idle(None)


def test_words() -> None:
    """What the user's line has called is named as the user called it, if it can be."""
    private = Stop(LIBRARY, 1, "_inner")
    public = Stop(LIBRARY, 1, "Queue.get")
    assert users_last((private, OWN, public)) == 1
    assert users_last((private, public)) == 1
    assert target((OWN, private, public), 0) == "Queue.get"
    assert target((OWN, private), 0) == "_inner"
    assert target((OWN,), 0) == ""
    assert action("waits", "Queue.get") == "waits for Queue.get"
    assert action("blocks the loop", "get") == "blocks the loop in get"
    assert action("waits", "") == "waits"
