"""Where something awaited waits."""

from __future__ import annotations

import asyncio
import sys
import types
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from loopwise.loops.deadline import run_with_timeout
from loopwise.loops.users_code import Stop
from loopwise.loops.waiting import awaited_by, describe, stops_of


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let paths be shown as they are in the project's directory."""
    monkeypatch.chdir(Path(__file__).parents[2])


async def leaf() -> None:
    await asyncio.Event().wait()


async def values() -> AsyncIterator[int]:
    await leaf()
    yield 1


class Query:
    def __await__(self) -> Generator[Any, None, None]:
        return leaf().__await__()


@types.coroutine
def generated() -> Generator[Any, None, None]:
    yield from leaf().__await__()


async def by_coroutine() -> None:
    await leaf()


async def by_async_for() -> None:
    async for _ in values():
        pass


async def by_anext() -> None:
    await anext(values(), None)


async def by_object() -> None:
    await Query()


async def by_generator() -> None:
    await generated()


async def by_task() -> None:
    await asyncio.create_task(leaf())


async def by_gather() -> None:
    await asyncio.gather(leaf(), asyncio.sleep(0))


async def by_group() -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(leaf())


async def by_wait() -> None:
    await asyncio.wait([asyncio.create_task(leaf())])


async def by_wait_for() -> None:
    await asyncio.wait_for(leaf(), 60)


async def by_run_with_timeout() -> None:
    await run_with_timeout(leaf, 60)


def stops_when_stuck(
    function: Callable[[], Awaitable[Any]],
) -> list[tuple[Stop, ...]]:
    """Let something run until it waits, and look at it."""

    async def look() -> list[tuple[Stop, ...]]:
        task = asyncio.ensure_future(function())
        for _ in range(5):
            await asyncio.sleep(0)
        found = stops_of(task)
        task.cancel()
        await asyncio.wait([task])
        return found

    return asyncio.run(look())


@pytest.mark.parametrize(
    "function",
    [
        by_coroutine,
        by_async_for,
        by_anext,
        by_object,
        by_generator,
        by_task,
        by_gather,
        by_group,
        by_wait,
        by_wait_for,
        by_run_with_timeout,
    ],
    ids=lambda function: function.__name__,
)
def test_the_innermost_line_is_found(function: Callable[[], Awaitable[Any]]) -> None:
    """Through whatever it is awaited, the function that waits is found."""
    (stops,) = stops_when_stuck(function)
    names = [stop.function for stop in stops if stop.is_users]
    assert names[0] == function.__name__
    assert names[-1] == "leaf"
    assert stops[-1].function == "Event.wait"
    line = leaf.__code__.co_firstlineno + 1
    here = f"tests/loops/test_waiting.py:{line} in leaf"
    assert describe(stops).startswith(f"for Event.wait at {here}, called from ")


def test_every_task_that_is_waited_for_is_told() -> None:
    """Where several tasks are waited for, each has a way to its own line."""

    async def other() -> None:
        await asyncio.sleep(60)

    async def both() -> None:
        await asyncio.gather(leaf(), other(), other())

    ways = stops_when_stuck(both)
    assert sorted(way[1].function for way in ways) == ["leaf", "other"]


def test_a_future_has_no_code() -> None:
    """Of a future that somebody will set there is nothing to tell."""

    async def look() -> list[tuple[Stop, ...]]:
        return stops_of(asyncio.get_running_loop().create_future())

    assert asyncio.run(look()) == []


def test_a_circle_ends() -> None:
    """Tasks that wait for one another are followed once."""

    async def look() -> list[tuple[Stop, ...]]:
        tasks: list[asyncio.Task[Any]] = []

        async def wait_for(other: int) -> None:
            await asyncio.wait([tasks[other]])

        tasks += [asyncio.create_task(wait_for(1)), asyncio.create_task(wait_for(0))]
        await asyncio.sleep(0)
        found = stops_of(tasks[0])
        for task in tasks:
            task.cancel()
        return found

    (stops,) = asyncio.run(look())
    assert [stop.function for stop in stops] == ["wait_for", "wait_for"]


def user(line: int, function: str) -> Stop:
    return Stop("/project/app.py", line, function)


LIBRARY = Stop(asyncio.__file__, 1, "Queue.get")
INSTALLED = Stop("/env/lib/python3/site-packages/x.py", 1, "request")


def test_code_of_the_user_is_told_from_libraries() -> None:
    """Python's own code, installed packages and Loopwise are not the user's."""
    assert user(1, "f").is_users
    assert Stop("<string>", 1, "f").is_users
    assert not LIBRARY.is_users
    assert not INSTALLED.is_users
    assert not Stop("/usr/lib/python3/dist-packages/x.py", 1, "f").is_users
    assert not Stop("<frozen runpy>", 1, "f").is_users
    assert not Stop(sys.modules["loopwise"].__file__ or "", 1, "f").is_users


@pytest.mark.parametrize(
    ("stops", "text"),
    [
        ([user(1, "f")], "at /project/app.py:1 in f"),
        (
            [user(1, "f"), user(2, "g"), LIBRARY],
            (
                "for Queue.get at /project/app.py:2 in g, called from "
                "/project/app.py:1 in f"
            ),
        ),
        (
            [user(1, "f"), INSTALLED, user(2, "g")],
            "at /project/app.py:2 in g, called from /project/app.py:1 in f",
        ),
        (
            [user(1, "f"), Stop(LIBRARY.file, 1, "_Mixin.enter"), LIBRARY],
            "for Queue.get at /project/app.py:1 in f",
        ),
        ([LIBRARY, LIBRARY], f"at {LIBRARY.file}:1 in Queue.get"),
        (
            [user(line, "f") for line in range(1, 6)],
            (
                "at /project/app.py:5 in f, called from /project/app.py:4 in f, called "
                "from /project/app.py:3 in f, called from /project/app.py:2 in f, …"
            ),
        ),
    ],
)
def test_places_in_words(stops: list[Stop], text: str) -> None:
    """The user's innermost line comes first, with what it waits for and its callers."""
    assert describe(tuple(stops)) == text


class Holder:
    """Objects of asyncio, each waited for by a method."""

    def __init__(self) -> None:
        self.lock, self.event = asyncio.Lock(), asyncio.Event()
        self.queue: asyncio.Queue[int] = asyncio.Queue()
        self.condition, self.semaphore = asyncio.Condition(), asyncio.Semaphore(0)
        self.future: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def for_lock(self) -> None:
        await self.lock.acquire()
        await self.lock.acquire()

    async def for_event(self) -> None:
        await self.event.wait()

    async def for_queue(self) -> None:
        await self.queue.get()

    async def for_condition(self) -> None:
        async with self.condition:
            await self.condition.wait()

    async def for_semaphore(self) -> None:
        await self.semaphore.acquire()

    async def for_future(self) -> None:
        await self.future


@pytest.mark.parametrize(
    "name", ["lock", "event", "queue", "condition", "semaphore", "future"]
)
def test_object_that_is_waited_for_is_found(name: str) -> None:
    """What a task waits for is the last future, and asyncio's object behind it."""

    async def look() -> None:
        holder = Holder()
        task = asyncio.create_task(getattr(holder, f"for_{name}")())
        await asyncio.sleep(0)
        found = awaited_by(task)
        assert getattr(holder, name) in found
        assert sum(map(asyncio.isfuture, found)) == 1
        assert len(found) == (1 if name == "future" else 2)
        task.cancel()
        await asyncio.wait([task])

    asyncio.run(look())


def test_objects_of_several_tasks_are_found() -> None:
    """Where several tasks are awaited, what each of them waits for is found."""

    async def look() -> None:
        holder = Holder()

        async def both() -> None:
            await asyncio.gather(holder.for_event(), holder.for_future())

        task = asyncio.create_task(both())
        await asyncio.sleep(0.01)
        assert {type(one) for one in awaited_by(task)} >= {asyncio.Event}
        assert holder.future in awaited_by(task)
        task.cancel()
        await asyncio.wait([task])

    asyncio.run(look())


def test_nothing_is_awaited_by_what_is_done() -> None:
    """A task that has ended waits for nothing."""

    async def look() -> None:
        task = asyncio.create_task(asyncio.sleep(0))
        await task
        assert [one for one in awaited_by(task) if one is not task] == []

    asyncio.run(look())
