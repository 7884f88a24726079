"""Time limits: what they let through, what they end, and what they say."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from loopwise.loops import deadline
from loopwise.loops.deadline import DidNotFinish, run_with_timeout

FILE = "tests/loops/test_deadline.py"
SHORT = 0.01


@pytest.fixture(autouse=True)
def _in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let paths be shown as they are in the project's directory."""
    monkeypatch.chdir(Path(__file__).parents[2])


async def get(queue: asyncio.Queue[int]) -> int:
    return await queue.get()


async def fetch_user() -> int:
    return await get(asyncio.Queue())


IN_GET = f"{FILE}:{get.__code__.co_firstlineno + 1} in get"
IN_FETCH = f"{FILE}:{fetch_user.__code__.co_firstlineno + 1} in fetch_user"
WAITED = f"for Queue.get at {IN_GET}, called from {IN_FETCH}"


async def stubborn() -> None:
    while True:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            if STOP.is_set():
                raise


STOP = asyncio.Event()


@contextmanager
def stubborn_until_the_end() -> Iterator[None]:
    """Let ``stubborn`` end when the test is over."""
    STOP.clear()
    try:
        yield
    finally:
        STOP.set()


async def error_of(awaitable: Any, seconds: float) -> DidNotFinish:
    with pytest.raises(DidNotFinish) as caught:
        await run_with_timeout(awaitable, seconds)
    return caught.value


# ------------------------------------------------------------------- what is given


def test_results_and_errors_come_through() -> None:
    """What ends in time gives its result, or raises its own error as it is."""
    mine = TimeoutError("mine")

    async def fails() -> None:
        await asyncio.sleep(0)
        raise mine

    async def run() -> None:
        assert await run_with_timeout(asyncio.sleep(0, "slept")) == "slept"
        assert await run_with_timeout(asyncio.sleep(0, 1), timeout=None) == 1
        assert await run_with_timeout(asyncio.sleep(0, 1), timeout=math.inf) == 1
        task = asyncio.create_task(asyncio.sleep(0, "task"))
        assert await run_with_timeout(task, timeout=1) == "task"
        with pytest.raises(TimeoutError) as caught:
            await run_with_timeout(fails)
        assert caught.value is mine
        assert not hasattr(mine, "__notes__")

    asyncio.run(run())


def test_default_limit_is_five_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a limit of the caller's there is one of 5 seconds."""
    seconds: list[float | None] = []
    wait = asyncio.wait

    async def noted(tasks: Any, **options: Any) -> Any:
        seconds.append(options["timeout"])
        return await wait(tasks, **options)

    monkeypatch.setattr(asyncio, "wait", noted)
    asyncio.run(run_with_timeout(asyncio.sleep(0)))
    assert seconds == [5.0]


def test_zero_is_for_what_needs_no_waiting() -> None:
    """With no time at all, what does not wait ends, and what waits does not."""

    async def at_once() -> str:
        return "done"

    async def run() -> None:
        assert await run_with_timeout(at_once, timeout=0) == "done"
        await error_of(fetch_user, 0)

    asyncio.run(run())


@pytest.mark.parametrize(
    ("timeout", "kind", "text"),
    [
        (-1, ValueError, "timeout is 0 seconds or more, not -1"),
        (math.nan, ValueError, "timeout is 0 seconds or more, not nan"),
        (-math.inf, ValueError, "timeout is 0 seconds or more, not -inf"),
        (True, TypeError, "timeout is a number of seconds or None, not True"),
        ("1", TypeError, "timeout is a number of seconds or None, not '1'"),
        (
            timedelta(1),
            TypeError,
            (
                "timeout is a number of seconds or None, not "
                "datetime.timedelta(days=1); pass its `total_seconds()`"
            ),
        ),
    ],
)
def test_bad_limits_are_refused(timeout: Any, kind: type[Exception], text: str) -> None:
    """A limit that is no number of seconds is an error, and nothing is left to warn."""
    with pytest.raises(kind) as caught:
        asyncio.run(run_with_timeout(fetch_user(), timeout))
    assert str(caught.value) == text


def test_what_cannot_be_awaited_is_refused() -> None:
    """What is neither awaitable nor gives one is a TypeError."""
    with pytest.raises(TypeError, match="None can neither be awaited nor called"):
        asyncio.run(run_with_timeout(None))  # type: ignore[arg-type]  # the mistake


def test_a_future_of_another_loop_is_refused() -> None:
    """What belongs to another loop would never end here, and is refused at once."""
    other = asyncio.new_event_loop()
    future = other.create_future()
    with pytest.raises(RuntimeError, match="Future is attached to a different loop"):
        asyncio.run(run_with_timeout(future))
    other.close()


# --------------------------------------------------------------- what the error says


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (fetch_user, "fetch_user"),
        (lambda: get(asyncio.Queue()), "get"),
        (lambda: asyncio.create_task(fetch_user()), "fetch_user"),
    ],
)
def test_the_error_names_what_and_where_and_how_long(given: Any, name: str) -> None:
    """The error tells what did not finish, in how many seconds, and where it waited."""
    error = asyncio.run(error_of(given, SHORT))
    where = WAITED if name == "fetch_user" else f"for Queue.get at {IN_GET}"
    assert str(error) == (
        f"{name} did not finish within 0.01 s; it was waiting {where}"
    )
    assert isinstance(error, TimeoutError)


def test_the_error_names_each_of_several_tasks() -> None:
    """Where several tasks hang, up to three places are told, and how many more."""

    async def rest() -> None:
        await asyncio.sleep(60)

    async def two() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(fetch_user())
            group.create_task(rest())

    async def five() -> None:
        async def one() -> None: await asyncio.sleep(60)  # fmt: skip

        async def another() -> None: await asyncio.sleep(60)  # fmt: skip

        async def third() -> None: await asyncio.sleep(60)  # fmt: skip

        await asyncio.gather(one(), another(), third(), fetch_user(), rest())

    lines = str(asyncio.run(error_of(two, SHORT))).splitlines()
    assert lines[0] == "two did not finish within 0.01 s; it was waiting"
    assert lines[1].startswith(f"  for Queue.get at {IN_GET}, called from {IN_FETCH}")
    assert lines[2].startswith("  for sleep at ")
    assert len(lines) == 3
    lines = str(asyncio.run(error_of(five, SHORT))).splitlines()
    assert len(lines) == 5
    assert lines[4] == "  and 2 more"


def test_a_future_that_nobody_sets() -> None:
    """Of a bare future the error says what is known: nobody has set it."""

    async def run() -> str:
        future = asyncio.get_running_loop().create_future()
        error = await error_of(future, SHORT)
        assert future.cancelled()
        return str(error)

    assert asyncio.run(run()) == (
        "Future did not finish within 0.01 s; it is a future that nobody has set"
    )


# ------------------------------------------------------------------- how things end


def test_it_has_ended_when_the_error_is_raised() -> None:
    """What took too long has run its cleanup to the end before the error comes."""
    seen = []

    async def cleans_up() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(SHORT)
            seen.append("cleaned up")

    async def run() -> None:
        await error_of(cleans_up, SHORT)
        assert seen == ["cleaned up"]
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(run())


def test_a_result_after_the_limit_is_too_late() -> None:
    """What takes its cancellation for its end has not finished in time either."""

    async def worker() -> str:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            return "stopped"
        return "never"

    error = asyncio.run(error_of(worker, SHORT))
    assert error.__cause__ is None


def test_an_error_after_the_limit_is_the_cause() -> None:
    """What it raises on its cancellation is not lost: it is the error's cause."""
    mine = ValueError("mine")

    async def worker() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            raise mine

    assert asyncio.run(error_of(worker, SHORT)).__cause__ is mine


def test_what_ignores_its_cancellation_does_not_hang(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What will not end is left running after some patience, and the error says so."""
    monkeypatch.setattr(deadline, "PATIENCE", (SHORT, SHORT))

    async def run() -> str:
        with stubborn_until_the_end():
            return str(await error_of(stubborn, SHORT))

    text = asyncio.run(asyncio.wait_for(run(), 5))
    assert text.startswith("stubborn did not finish within 0.01 s; it was waiting for")
    assert text.endswith("\nIt ignored its cancellation, and runs on.")


async def cancel_soon(awaitable: Awaitable[Any], times: int = 1) -> asyncio.Task[Any]:
    """Cancel something that runs, some moments apart, and wait until it has ended."""
    task = asyncio.ensure_future(awaitable)
    assert isinstance(task, asyncio.Task)
    for _ in range(times):
        await asyncio.sleep(SHORT)
        task.cancel("from outside")
    await asyncio.wait([task])
    return task


def test_cancelling_the_caller_ends_it() -> None:
    """A caller that is cancelled is cancelled, after what it ran has ended."""
    seen = []

    async def cleans_up() -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise
        finally:
            await asyncio.sleep(SHORT)
            seen.append("cleaned up")

    async def run() -> None:
        task = await cancel_soon(run_with_timeout(cleans_up))
        assert task.cancelled()
        assert seen == ["cancelled", "cleaned up"]
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(run())


def test_cancelling_the_caller_while_it_waits_for_the_end() -> None:
    """A caller that is cancelled after the limit is cancelled, and leaves nothing."""

    async def cleans_up() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(60)

    async def run() -> None:
        task = await cancel_soon(run_with_timeout(cleans_up, SHORT / 2), times=2)
        assert task.cancelled()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(run())


def test_a_limit_around_it_is_the_outer_ones() -> None:
    """Under a shorter `asyncio.timeout`, it is that one which raises."""

    async def run() -> None:
        with pytest.raises(TimeoutError) as caught:
            async with asyncio.timeout(SHORT):
                await run_with_timeout(fetch_user, 60)
        assert not isinstance(caught.value, DidNotFinish)

    asyncio.run(run())


def test_an_error_on_the_way_out_is_raised() -> None:
    """What it raises when its caller is cancelled comes through, as from an await."""
    mine = ValueError("mine")

    async def worker() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            raise mine

    async def run() -> None:
        task = await cancel_soon(run_with_timeout(worker))
        assert task.exception() is mine

    asyncio.run(run())


def test_a_cancelled_caller_is_told_of_what_runs_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A caller that is cancelled does not hang on what will not end."""
    monkeypatch.setattr(deadline, "PATIENCE", (SHORT,))

    async def caller() -> list[str]:
        try:
            await run_with_timeout(stubborn)
        except asyncio.CancelledError as error:
            return list(error.__notes__)
        return []

    async def run() -> None:
        with stubborn_until_the_end():
            task = await cancel_soon(caller())
        assert task.result() == ["stubborn ignored its cancellation, and runs on."]

    asyncio.run(run())


def test_what_cancels_itself_is_cancelled() -> None:
    """A cancellation that comes from inside is passed on as it is."""

    async def cancels() -> None:
        raise asyncio.CancelledError("mine")

    async def run() -> None:
        with pytest.raises(asyncio.CancelledError):
            await run_with_timeout(cancels)

    asyncio.run(run())


# ------------------------------------------------------------------ around the task

VARIABLE: ContextVar[str] = ContextVar("VARIABLE", default="unset")


def test_context_variables_are_as_after_wait_for() -> None:
    """What it sets is seen by its caller where `asyncio.wait_for` shows it, too."""

    async def sets() -> str:
        before = VARIABLE.get()
        VARIABLE.set("set")
        return before

    async def by(limit: Any) -> tuple[str, str]:
        VARIABLE.set("outer")
        return await limit(sets(), 5), VARIABLE.get()

    async def run() -> None:
        ours = await asyncio.create_task(by(run_with_timeout))
        assert ours == await asyncio.create_task(by(asyncio.wait_for))
        assert ours[0] == "outer"

    asyncio.run(run())


@pytest.mark.skipif(
    not hasattr(asyncio, "eager_task_factory"), reason="new in Python 3.12"
)
def test_eager_tasks() -> None:
    """Where a factory starts tasks at once, it works as elsewhere."""

    async def run() -> None:
        factory = vars(asyncio)["eager_task_factory"]
        asyncio.get_running_loop().set_task_factory(factory)
        assert await run_with_timeout(asyncio.sleep(0, 1)) == 1
        await error_of(fetch_user, SHORT)

    asyncio.run(run())


def test_limits_within_limits() -> None:
    """Of two limits, the one that ends first is told, and both name the same place."""

    async def inner() -> None:
        await run_with_timeout(fetch_user, SHORT)

    async def outer() -> None:
        await run_with_timeout(fetch_user, 60)

    async def run() -> None:
        with pytest.raises(DidNotFinish, match=r"^fetch_user .* in get"):
            await run_with_timeout(inner, 60)
        with pytest.raises(DidNotFinish, match=r"^outer .* in get, called from"):
            await run_with_timeout(outer, SHORT)

    asyncio.run(run())


def test_debug_mode() -> None:
    """It says the same where asyncio runs in debug mode."""
    error = asyncio.run(error_of(fetch_user, SHORT), debug=True)
    assert WAITED in str(error)
