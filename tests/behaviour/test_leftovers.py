"""What a test leaves on its own loop is ended before the loop closes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.behaviour.conftest import Project

HEAD = """
import asyncio
import time
import pytest
from bound import Bound, note
"""


def test_tasks_are_cancelled_and_awaited(project: Project) -> None:
    """A task that a test leaves is cancelled, and may await in its cleanup."""
    project.passes(
        f"""{HEAD}
async def work():
    try:
        await asyncio.sleep(60)
    finally:
        await asyncio.sleep(0.05)
        note("cleaned up")

async def test_leaves():
    test_leaves.task = asyncio.create_task(work())
    await asyncio.sleep(0)

async def test_next():
    note("next")
    assert test_leaves.task.cancelled()

def test_fire_and_forget_of_a_sync_test():
    pass
""",
        3,
    )
    assert project.notes == ["cleaned up", "next"]


def test_tasks_that_never_ran_are_ended(project: Project) -> None:
    """A task made in the last moment of a test leaves no warning behind."""
    project.passes(
        f"""{HEAD}
async def work():
    await asyncio.sleep(60)

async def test_it():
    test_it.task = asyncio.create_task(work())

def test_ended():
    assert test_it.task.cancelled()
""",
        2,
    )


def test_tasks_made_by_the_cleanup_of_tasks_are_ended(project: Project) -> None:
    """A task that a cancelled task starts is cancelled, too."""
    project.passes(
        f"""{HEAD}
async def second():
    try:
        await asyncio.sleep(60)
    finally:
        note("second")

async def first():
    try:
        await asyncio.sleep(60)
    finally:
        first.child = asyncio.create_task(second())
        await asyncio.sleep(0)
        note("first")

async def test_it():
    test_it.task = asyncio.create_task(first())
    await asyncio.sleep(0)
""",
        1,
    )
    assert sorted(project.notes) == ["first", "second"]


def test_async_generators_are_closed(project: Project) -> None:
    """A half-used async generator runs its `finally`, with awaits, on its loop."""
    project.passes(
        f"""{HEAD}
async def rows():
    try:
        yield 1
        yield 2
    finally:
        loop = asyncio.get_running_loop()
        await asyncio.sleep(0)
        note("closed", loop is rows.loop)

@pytest.fixture(scope="session")
async def db():
    return Bound()

async def test_own():
    rows.loop = asyncio.get_running_loop()
    test_own.rows = rows()
    async for _ in test_own.rows:
        break

async def test_shared(db):
    rows.loop = asyncio.get_running_loop()
    test_shared.rows = rows()
    async for _ in test_shared.rows:
        break
""",
        2,
    )
    assert project.notes == ["closed True", "closed True"]


def test_the_default_executor_is_shut_down(project: Project) -> None:
    """Threads of `asyncio.to_thread` have ended when their loop closes."""
    project.passes(
        f"""{HEAD}
import threading

def slow():
    time.sleep(0.3)
    note("done")

async def test_it():
    asyncio.get_running_loop().run_in_executor(None, slow)

def test_next():
    note("next")
    assert threading.active_count() == 1
""",
        2,
    )
    assert project.notes == ["done", "next"]


@pytest.mark.parametrize("where", ["test", "fixture"])
def test_a_stubborn_task_does_not_hang_the_run(project: Project, where: str) -> None:
    """A task that ignores every cancellation is named, and the run goes on."""
    begun = time.monotonic()
    result = project.run(
        f"""{HEAD}
async def stubborn():
    while True:
        try:
            await asyncio.sleep(0.01)
        except asyncio.CancelledError:
            pass

@pytest.fixture
async def starts():
    {"starts.task = asyncio.create_task(stubborn())" if where == "fixture" else "pass"}

async def test_it(starts):
    {"test_it.task = asyncio.create_task(stubborn())" if where == "test" else "pass"}
    await asyncio.sleep(0)

async def test_next():
    await asyncio.sleep(0)
""".replace("starts.task", "stubborn.task"),
        *("-W", "ignore::pytest.PytestUnraisableExceptionWarning"),
    )
    assert time.monotonic() - begun < 60
    assert list(result.outcomes.values()) == ["error", "passed"], result.text
    assert "stubborn" in result.text
    assert result.exit_code == 1


def test_the_error_of_a_cancelled_leftover_is_not_lost(project: Project) -> None:
    """A task that fails in its cleanup is told of, as `asyncio.run` would."""
    result = project.run(
        f"""{HEAD}
async def work():
    try:
        await asyncio.sleep(60)
    finally:
        raise ConnectionError("could not say good-bye")

async def test_it():
    test_it.task = asyncio.create_task(work())
    await asyncio.sleep(0)

async def test_next():
    await asyncio.sleep(0)
""",
        *("-o", "log_cli=true"),
    )
    assert "could not say good-bye" in result.text
    assert result.outcomes["test_it.py::test_next"] == "passed"


def test_a_shared_loop_keeps_its_tasks_until_it_closes(project: Project) -> None:
    """A session fixture's background task lives on between tests, and ends cleanly."""
    project.passes(
        f"""{HEAD}
@pytest.fixture(scope="session")
async def ticker():
    ticks = []

    async def tick():
        try:
            while True:
                ticks.append(1)
                await asyncio.sleep(0)
        finally:
            note("ended")

    ticks.append(asyncio.create_task(tick()))
    return ticks

async def test_1(ticker):
    await asyncio.sleep(0.01)
    assert len(ticker) > 1
    del ticker[1:]

async def test_2(ticker):
    await asyncio.sleep(0.01)
    assert len(ticker) > 1
    note("test_2")
""",
        2,
    )
    assert project.notes == ["test_2", "ended"]


def test_no_file_descriptor_is_left(project: Project) -> None:
    """A hundred loops, used in every way, leave nothing open."""
    project.passes(
        f"""{HEAD}
import os

def count():
    return len(os.listdir("/proc/self/fd"))

@pytest.fixture
async def made():
    yield Bound()

@pytest.mark.parametrize("number", range(100))
async def test_many(made, number):
    await made.use()
    await asyncio.to_thread(int)
    if not number:
        test_many.first = count()
    assert count() <= test_many.first

def test_after():
    assert count() < test_many.first

class TestSync:
    def test_wide(self, made):
        asyncio.get_event_loop().run_until_complete(made.use())
""",
        102,
    )
