"""One loop: opened, run, run inside another run, closed."""

from __future__ import annotations

import asyncio
import inspect
import threading
from collections.abc import AsyncIterator
from contextvars import ContextVar, copy_context

import pytest

from loopwise.loops import current, leftovers
from loopwise.loops.host import Host
from loopwise.loops.leftovers import TasksWillNotEnd

# ------------------------------------------------------------------------------- run


def test_run_gives_the_result(host: Host) -> None:
    """A coroutine runs on the host's loop and its result is given."""

    async def main() -> asyncio.AbstractEventLoop:
        await asyncio.sleep(0)
        return asyncio.get_running_loop()

    assert host.run(main(), copy_context()) is host.loop


def test_run_raises_what_the_coroutine_raises(host: Host) -> None:
    """An exception comes out as it is, and the host runs on."""
    error = ValueError("mine")

    async def fail() -> None:
        raise error

    with pytest.raises(ValueError, match="mine") as caught:
        host.run(fail(), copy_context())
    assert caught.value is error
    assert host.run(asyncio.sleep(0, "fine"), copy_context()) == "fine"


def test_run_is_in_the_given_context(host: Host) -> None:
    """What a coroutine sets is set in its context and nowhere else."""
    variable: ContextVar[int] = ContextVar("variable", default=0)
    context = copy_context()

    async def set_it() -> None:
        variable.set(variable.get() + 1)

    host.run(set_it(), context)
    host.run(set_it(), context)
    assert context[variable] == 2
    assert variable.get() == 0


def test_closed_loop_takes_no_coroutine(host: Host) -> None:
    """On a closed loop nothing starts, and the coroutine is closed, unawaited."""
    host.loop.close()

    async def never() -> None:
        raise AssertionError

    coro = never()
    with pytest.raises(RuntimeError, match="closed"):
        host.run(coro, copy_context())
    assert inspect.getcoroutinestate(coro) == inspect.CORO_CLOSED


def test_wait_leaves_the_task_running(host: Host) -> None:
    """Waiting for a future ends with it, and the task goes on in the next run."""
    ready: asyncio.Future[str] = host.loop.create_future()
    seen: list[str] = []

    async def live() -> None:
        ready.set_result("up")
        await asyncio.sleep(0.01)
        seen.append("went on")

    task = host.start(live(), copy_context())
    assert host.wait(ready, task) == "up"
    assert seen == []
    host.wait(task, task)
    assert seen == ["went on"]


def test_run_in_another_thread() -> None:
    """Where no signal can arrive a host runs as well."""
    found: list[int] = []

    def work() -> None:
        other = Host("a thread's loop")
        found.append(other.run(asyncio.sleep(0, 7), copy_context()))
        other.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [7]


def test_debug_mode_and_factory_are_taken() -> None:
    """A host's loop comes from its factory, in debug mode if asked for."""
    made = asyncio.new_event_loop()
    host = Host("mine", lambda: made, debug=True)
    assert host.loop is made
    assert made.get_debug()
    host.close()
    assert made.is_closed()


def test_runs_are_counted_whoever_runs_the_loop(host: Host) -> None:
    """A host sees that its loop ran, though somebody else ran it."""
    before = host.runs()
    assert host.runs() == before
    host.loop.run_until_complete(asyncio.sleep(0))
    assert host.runs() > before


def test_runs_of_a_closed_loop_are_counted_no_more(host: Host) -> None:
    """A loop that somebody closed can still be asked how often it ran."""
    before = host.runs()
    host.loop.run_until_complete(asyncio.sleep(0))
    host.loop.close()
    assert host.runs() == host.runs() > before


# ----------------------------------------------------------------------- cut short


def test_stopped_loop_ends_the_task(host: Host) -> None:
    """A task that stops its loop is cancelled, ends, and asyncio's error is raised."""
    seen: list[str] = []

    async def stop() -> None:
        try:
            asyncio.get_running_loop().stop()
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0)
            seen.append("cleaned up")

    with pytest.raises(RuntimeError, match="stopped before Future completed"):
        host.run(stop(), copy_context())
    assert seen == ["cleaned up"]
    assert host.run(asyncio.sleep(0, "fine"), copy_context()) == "fine"


def test_exception_in_the_loops_own_code_ends_the_task(host: Host) -> None:
    """What a callback raises through the loop ends the task before it goes on."""
    seen: list[str] = []

    def exit_now() -> None:
        raise SystemExit(3)

    async def wait() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            seen.append("cleaned up")

    host.loop.call_later(0.01, exit_now)
    with pytest.raises(SystemExit):
        host.run(wait(), copy_context())
    assert seen == ["cleaned up"]


def test_error_of_a_task_that_was_cut_short_is_not_logged(
    host: Host, caplog: pytest.LogCaptureFixture
) -> None:
    """What cut the run short is what counts, not what the cleanup raises."""

    async def stop() -> None:
        try:
            asyncio.get_running_loop().stop()
            await asyncio.sleep(60)
        finally:
            raise ValueError("in cleanup")

    with pytest.raises(RuntimeError, match="stopped"):
        host.run(stop(), copy_context())
    host.close()
    assert caplog.text == ""


def test_cancelled_coroutine_raises_cancelled(host: Host) -> None:
    """A coroutine that is cancelled from inside says so."""

    async def cancel() -> None:
        task = asyncio.current_task()
        assert task is not None
        task.cancel()
        await asyncio.sleep(0)

    with pytest.raises(asyncio.CancelledError):
        host.run(cancel(), copy_context())


def test_loop_that_somebody_closed_is_broken(host: Host) -> None:
    """A host knows that its loop was closed behind its back."""
    assert not host.is_broken
    host.loop.close()
    assert host.is_broken


# --------------------------------------------------------------------------- nested


def test_run_on_another_loop_inside_a_run(host: Host) -> None:
    """A plain call may run another host; then the outer task is current again."""
    inner = Host("inner")

    async def main() -> bool:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        found = inner.run(_where_am_i(), copy_context())
        assert found[0] is inner.loop
        assert found[1] is not task
        await asyncio.sleep(0)
        return (asyncio.get_running_loop(), asyncio.current_task()) == (loop, task)

    assert host.run(main(), copy_context())
    inner.close()


async def _where_am_i() -> tuple[object, object]:
    await asyncio.sleep(0)
    return asyncio.get_running_loop(), asyncio.current_task()


def test_run_on_the_same_loop_inside_a_run(host: Host) -> None:
    """A plain call may run its own loop: other tasks go on, then the outer one does."""
    seen: list[str] = []

    async def other() -> None:
        seen.append("other")

    async def main() -> bool:
        before = asyncio.get_running_loop(), asyncio.current_task()
        task = asyncio.ensure_future(other())
        assert host.run(_where_am_i(), copy_context())[0] is host.loop
        seen.append("main")
        await task
        return (asyncio.get_running_loop(), asyncio.current_task()) == before

    assert host.run(main(), copy_context())
    assert seen == ["other", "main"]


def test_runs_may_be_nested_deeply(host: Host) -> None:
    """Runs of one loop and of others may lie in one another."""
    other = Host("other")

    async def down(depth: int) -> int:
        if depth == 0:
            await asyncio.sleep(0.001)
            return 0
        next_host = host if depth % 3 else other
        found = next_host.run(down(depth - 1), copy_context())
        await asyncio.sleep(0)
        return 1 + found

    assert host.run(down(8), copy_context()) == 8
    other.close()


def test_nested_run_raises_in_the_outer_task(host: Host) -> None:
    """An exception of the inner run arrives where the plain call was made."""

    async def fail() -> None:
        raise ValueError("inner")

    async def main() -> str:
        with pytest.raises(ValueError, match="inner"):
            host.run(fail(), copy_context())
        await asyncio.sleep(0)
        return "went on"

    assert host.run(main(), copy_context()) == "went on"


# ---------------------------------------------------------------------------- close


def test_close_ends_what_is_left(host: Host) -> None:
    """Tasks are cancelled and awaited, generators closed, the executor shut down."""
    seen: list[str] = []
    threads: list[threading.Thread] = []

    async def forever() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0)
            seen.append("task")

    async def numbers() -> AsyncIterator[int]:
        try:
            yield 1
            yield 2
        finally:
            seen.append("generator")

    left: list[object] = []

    async def main() -> None:
        left.append(asyncio.ensure_future(forever()))
        generator = numbers()
        await anext(generator)
        left.append(generator)
        await asyncio.to_thread(lambda: threads.append(threading.current_thread()))

    host.run(main(), copy_context())
    host.close()
    assert seen == ["task", "generator"]
    assert host.loop.is_closed()
    assert not threads[0].is_alive()


def test_close_twice_does_nothing(host: Host) -> None:
    """A host may be closed again, and one that somebody closed too."""
    host.close()
    host.close()
    assert host.loop.is_closed()


def test_loop_is_current_while_it_closes(host: Host) -> None:
    """What is left on a loop finds it as the current one while it ends."""
    found: list[object] = []

    async def forever() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            found.append(current.peek())

    task = host.start(forever(), copy_context())
    host.loop.run_until_complete(asyncio.sleep(0))
    host.close()
    assert found == [host.loop]
    assert task.cancelled()


def test_closed_loop_is_not_left_current(host: Host) -> None:
    """A host that closes is not the current loop afterwards."""
    current.make_current(host.loop)
    host.close()
    assert current.peek() is None


def test_closing_leaves_another_current_loop_alone(host: Host) -> None:
    """A loop that was current while another host closes stays so."""
    other = Host("other")
    task = other.start(asyncio.sleep(60), copy_context())
    current.make_current(host.loop)
    other.close()
    assert task.cancelled()
    assert current.peek() is host.loop


def test_stubborn_task_does_not_keep_a_loop_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A task that ignores every cancellation is named, and the loop closed."""
    monkeypatch.setattr(leftovers, "PATIENCE", (0.02, 0.02, 0.02))
    host = Host("the loop of the test")
    goes_on = True

    async def stubborn() -> None:
        while goes_on:
            try:
                await asyncio.sleep(0.001)
            except asyncio.CancelledError:
                continue

    task = host.start(stubborn(), copy_context())
    host.loop.run_until_complete(asyncio.sleep(0))
    with pytest.raises(TasksWillNotEnd, match=r"stubborn \(.*test_host\.py:\d+\)"):
        host.close()
    assert host.loop.is_closed()
    goes_on = False
    task._log_destroy_pending = False  # type: ignore[attr-defined]  # known by now
