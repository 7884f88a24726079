"""Loops that are opened and closed by hand."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator

import pytest

from loopwise.loops import current, leftovers
from loopwise.loops.by_hand import cleanup_event_loop, configure_test_event_loop
from loopwise.loops.leftovers import TasksWillNotEnd


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Give a configured loop, and clean it up if the test has not."""
    made = configure_test_event_loop()
    yield made
    cleanup_event_loop(made)


def test_it_is_open_and_current(loop: asyncio.AbstractEventLoop) -> None:
    """A configured loop can be run, and is what sync code finds."""
    assert asyncio.get_event_loop() is loop
    assert loop.run_until_complete(asyncio.sleep(0, "ran")) == "ran"


def test_each_call_gives_another(loop: asyncio.AbstractEventLoop) -> None:
    """Two calls give two loops, and the later one is current until it is cleaned up."""
    other = configure_test_event_loop()
    assert other is not loop
    assert current.peek() is other
    cleanup_event_loop(other)
    assert current.peek() is loop


def test_it_is_the_kind_that_asyncio_makes(loop: asyncio.AbstractEventLoop) -> None:
    """A configured loop is of the kind that `asyncio.new_event_loop()` gives."""
    theirs = asyncio.new_event_loop()
    assert isinstance(loop, type(theirs))
    theirs.close()


async def numbers(notes: list[str]) -> AsyncIterator[int]:
    try:
        yield 1
        yield 2
    finally:
        notes.append("generator closed")


def test_everything_left_is_ended(loop: asyncio.AbstractEventLoop) -> None:
    """Tasks, async generators and threads have ended when it is closed."""
    notes: list[str] = []
    kept: list[object] = []

    async def hangs() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0)
            assert asyncio.get_event_loop() is loop
            notes.append("task ended")

    async def leaves_things() -> None:
        kept.append(asyncio.create_task(hangs()))
        generator = numbers(notes)
        kept.append(generator)
        await anext(generator)
        await asyncio.to_thread(notes.append, "thread ran")

    before = threading.active_count()
    loop.run_until_complete(leaves_things())
    assert threading.active_count() == before + 1
    cleanup_event_loop(loop)
    assert notes == ["thread ran", "task ended", "generator closed"]
    assert threading.active_count() == before
    assert loop.is_closed()


def test_a_second_time_does_nothing(loop: asyncio.AbstractEventLoop) -> None:
    """To clean up a loop twice, or one that is closed, does nothing more."""
    cleanup_event_loop(loop)
    cleanup_event_loop(loop)
    other = configure_test_event_loop()
    other.close()
    cleanup_event_loop(other)
    assert current.peek() is None


def test_what_was_current_is_so_again() -> None:
    """After cleaning up, the loop that was current before is so again."""
    mine = asyncio.new_event_loop()
    asyncio.set_event_loop(mine)
    loop = configure_test_event_loop()
    cleanup_event_loop(loop)
    assert current.peek() is mine
    loop = configure_test_event_loop()
    mine.close()
    cleanup_event_loop(loop)
    assert current.peek() is None


def test_another_loop_stays_current(loop: asyncio.AbstractEventLoop) -> None:
    """A loop that is current in the meantime is not touched."""
    mine = asyncio.new_event_loop()
    asyncio.set_event_loop(mine)
    cleanup_event_loop(loop)
    assert current.peek() is mine
    mine.close()


def test_any_loop_can_be_cleaned_up() -> None:
    """A loop that somebody else made is closed, and no longer current."""
    mine = asyncio.new_event_loop()
    asyncio.set_event_loop(mine)
    task = mine.create_task(asyncio.sleep(60))
    cleanup_event_loop(mine)
    assert task.cancelled()
    assert mine.is_closed()
    assert current.peek() is None


def test_a_running_loop_is_refused() -> None:
    """A loop that runs is left as it is, and the error says what to do."""

    async def run() -> None:
        loop = asyncio.get_running_loop()
        with pytest.raises(RuntimeError, match="where run_until_complete"):
            cleanup_event_loop(loop)
        await asyncio.sleep(0)
        assert not loop.is_closed()

    asyncio.run(run())


def test_a_loop_that_runs_in_a_thread_is_refused(
    loop: asyncio.AbstractEventLoop,
) -> None:
    """For a loop in another thread the error says how to stop it, and that works."""
    thread = threading.Thread(target=loop.run_forever)
    started = threading.Event()
    loop.call_soon(started.set)
    thread.start()
    started.wait(5)
    with pytest.raises(RuntimeError, match="call_soon_threadsafe"):
        cleanup_event_loop(loop)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)
    cleanup_event_loop(loop)
    assert loop.is_closed()


def test_none_is_made_while_another_runs() -> None:
    """In async code a new loop could not become current, and the error says so."""

    async def run() -> None:
        with pytest.raises(RuntimeError, match=r"asyncio\.get_running_loop\(\)"):
            configure_test_event_loop()

    asyncio.run(run())


def test_async_code_may_clean_up_another_loop(loop: asyncio.AbstractEventLoop) -> None:
    """From a running loop another one can be cleaned up, and the first runs on."""
    task = loop.create_task(asyncio.sleep(60))

    async def run() -> str:
        cleanup_event_loop(loop)
        return await asyncio.sleep(0, "runs on")

    assert asyncio.run(run()) == "runs on"
    assert task.cancelled()
    assert loop.is_closed()


def test_tasks_that_will_not_end_are_named(
    loop: asyncio.AbstractEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A loop whose tasks ignore every cancellation is closed all the same."""
    monkeypatch.setattr(leftovers, "PATIENCE", (0.01, 0.01))
    stop = False

    async def stubborn() -> None:
        while not stop:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                continue

    task = loop.create_task(stubborn())
    loop.run_until_complete(asyncio.sleep(0))
    with pytest.raises(TasksWillNotEnd, match="stubborn"):
        cleanup_event_loop(loop)
    assert loop.is_closed()
    assert current.peek() is None
    stop = True
    # It can never run again, and asyncio would log that.
    task._log_destroy_pending = False  # type: ignore[attr-defined]  # undocumented
    with pytest.raises(StopIteration):
        task.get_coro().throw(asyncio.CancelledError)
