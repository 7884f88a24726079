"""Async generator fixtures: one task from set-up to teardown."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import AsyncGenerator
from contextvars import ContextVar, copy_context
from typing import Any

import pytest

from loopwise.loops.fixture_task import FixtureTask, NoValue, SecondYield
from loopwise.loops.host import Host

Generator = AsyncGenerator[Any, None]


class Deaths(list[BaseException]):
    """Keeps what fixtures died of."""


@pytest.fixture
def deaths() -> Deaths:
    """Nobody has died yet."""
    return Deaths()


def fixture_on(host: Host, generator: Generator, deaths: Deaths) -> FixtureTask:
    """Make a fixture's task on a host."""
    return FixtureTask(host, generator, copy_context(), deaths.append)


def pause(host: Host, seconds: float = 0) -> None:
    """Let the loop of a host run for a while, as a test would."""
    host.run(asyncio.sleep(seconds), copy_context())


def test_set_up_and_teardown_run_in_one_task(host: Host, deaths: Deaths) -> None:
    """What comes before the ``yield`` and what comes after it is one task's work."""
    found: list[object] = []

    async def fixture() -> Generator:
        found.append(asyncio.current_task())
        yield "value"
        found.append(asyncio.current_task())

    task = fixture_on(host, fixture(), deaths)
    assert task.set_up() == "value"
    pause(host)
    assert len(found) == 1
    task.tear_down()
    assert found[0] is found[1]
    assert found[0] is not None
    assert deaths == []


def test_context_is_kept_for_the_teardown(host: Host, deaths: Deaths) -> None:
    """What the set-up has set is there in the teardown, and can be reset."""
    variable: ContextVar[str] = ContextVar("variable", default="before")
    found: list[str] = []

    async def fixture() -> Generator:
        token = variable.set("inside")
        yield None
        found.append(variable.get())
        variable.reset(token)
        found.append(variable.get())

    task = fixture_on(host, fixture(), deaths)
    task.set_up()
    assert variable.get() == "before"
    task.tear_down()
    assert found == ["inside", "before"]


def test_task_group_may_span_the_yield(host: Host, deaths: Deaths) -> None:
    """A ``TaskGroup`` is entered before the ``yield`` and left after it."""
    seen: list[str] = []

    async def child(started: asyncio.Event) -> None:
        started.set()
        try:
            await asyncio.sleep(60)
        finally:
            seen.append("child")

    async def fixture() -> Generator:
        async with asyncio.TaskGroup() as group:
            started = asyncio.Event()
            task = group.create_task(child(started))
            await started.wait()
            yield group
            task.cancel()
        seen.append("group")

    task = fixture_on(host, fixture(), deaths)
    task.set_up()
    pause(host)
    assert seen == []
    task.tear_down()
    assert seen == ["child", "group"]


def test_child_that_fails_ends_the_fixture(host: Host, deaths: Deaths) -> None:
    """A failed child of a spanning ``TaskGroup`` ends the fixture at its ``yield``."""
    seen: list[str] = []

    async def fail() -> None:
        await asyncio.sleep(0.001)
        raise ValueError("child")

    async def fixture() -> Generator:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())
            try:
                yield None
            except asyncio.CancelledError:
                seen.append("cancelled at the yield")
                raise

    task = fixture_on(host, fixture(), deaths)
    task.set_up()
    pause(host, 0.01)
    assert seen == ["cancelled at the yield"]
    (death,) = deaths
    assert isinstance(death, ExceptionGroup)
    assert [str(error) for error in death.exceptions] == ["child"]
    task.tear_down()
    assert len(deaths) == 1


def test_timeout_may_span_the_yield(host: Host, deaths: Deaths) -> None:
    """A time limit that is not reached lets the fixture end as usual."""
    seen: list[str] = []

    async def fixture() -> Generator:
        async with asyncio.timeout(60):
            yield None
            seen.append("in time")

    task = fixture_on(host, fixture(), deaths)
    task.set_up()
    pause(host)
    task.tear_down()
    assert seen == ["in time"]
    assert deaths == []


def test_timeout_is_told_when_it_is_reached(host: Host, deaths: Deaths) -> None:
    """A time limit that is reached while the fixture waits ends it with that error."""

    async def fixture() -> Generator:
        async with asyncio.timeout(0.005):
            yield None

    task = fixture_on(host, fixture(), deaths)
    task.set_up()
    assert deaths == []
    pause(host, 0.02)
    assert [type(death) for death in deaths] == [TimeoutError]


def test_fixture_may_take_a_cancellation_as_its_end(host: Host, deaths: Deaths) -> None:
    """A fixture that ends quietly when it is cancelled, as anyio's may, is fine."""
    seen: list[str] = []

    async def fixture() -> Generator:
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().call_soon(task.cancel)
        try:
            yield "value"
        except asyncio.CancelledError:
            seen.append("ended")

    task = fixture_on(host, fixture(), deaths)
    assert task.set_up() == "value"
    pause(host)
    task.tear_down()
    assert seen == ["ended"]
    assert deaths == []


def test_cancelled_fixture_must_not_yield_again(host: Host, deaths: Deaths) -> None:
    """A fixture that yields again when it is cancelled has died of that."""

    async def fixture() -> Generator:
        task = asyncio.current_task()
        assert task is not None
        asyncio.get_running_loop().call_soon(task.cancel)
        try:
            yield 1
        except asyncio.CancelledError:
            yield 2

    fixture_on(host, fixture(), deaths).set_up()
    pause(host)
    assert [type(death) for death in deaths] == [SecondYield]


def test_fixture_without_a_yield_is_an_error(host: Host, deaths: Deaths) -> None:
    """A generator that ends before its ``yield`` has no value to give."""

    async def fixture(empty: bool = True) -> Generator:
        if not empty:
            yield None

    task = fixture_on(host, fixture(), deaths)
    with pytest.raises(NoValue, match="yield"):
        task.set_up()
    task.tear_down()
    assert deaths == []


def test_second_yield_is_an_error(host: Host, deaths: Deaths) -> None:
    """A generator with more than one ``yield`` is closed and told of."""
    seen: list[str] = []

    async def fixture() -> Generator:
        try:
            yield 1
            yield 2
        finally:
            await asyncio.sleep(0)
            seen.append("closed")

    task = fixture_on(host, fixture(), deaths)
    task.set_up()
    with pytest.raises(SecondYield, match="more than one"):
        task.tear_down()
    assert seen == ["closed"]


def test_error_in_closing_a_second_yield_is_kept(host: Host, deaths: Deaths) -> None:
    """What a generator raises when it is closed stands behind the second ``yield``."""

    async def fixture() -> Generator:
        yield 1
        try:
            yield 2
        finally:
            raise ValueError("on closing")

    task = fixture_on(host, fixture(), deaths)
    task.set_up()
    with pytest.raises(SecondYield) as caught:
        task.tear_down()
    assert str(caught.value.__context__) == "on closing"


def test_error_in_set_up_is_raised_there(host: Host, deaths: Deaths) -> None:
    """An error before the ``yield`` is the set-up's, and there is no teardown."""
    error = ValueError("set-up")
    seen: list[str] = []

    async def fixture() -> Generator:
        await asyncio.sleep(0)
        if not seen:
            raise error
        yield None
        seen.append("teardown")

    task = fixture_on(host, fixture(), deaths)
    with pytest.raises(ValueError, match="set-up") as caught:
        task.set_up()
    assert caught.value is error
    task.tear_down()
    assert seen == []
    assert asyncio.all_tasks(host.loop) == set()


def test_error_in_teardown_is_raised_there(host: Host, deaths: Deaths) -> None:
    """An error after the ``yield`` is the teardown's, and not a death before it."""
    error = ValueError("teardown")

    async def fixture() -> Generator:
        yield None
        raise error

    task = fixture_on(host, fixture(), deaths)
    task.set_up()
    with pytest.raises(ValueError, match="teardown") as caught:
        task.tear_down()
    assert caught.value is error
    assert deaths == []


def test_second_teardown_does_nothing(host: Host, deaths: Deaths) -> None:
    """A fixture is torn down once."""
    seen: list[str] = []

    async def fixture() -> Generator:
        yield None
        seen.append("teardown")

    task = fixture_on(host, fixture(), deaths)
    task.tear_down()
    task.set_up()
    task.tear_down()
    task.tear_down()
    assert seen == ["teardown"]


def test_waiting_fixture_is_hidden(host: Host, deaths: Deaths) -> None:
    """Between set-up and teardown a test sees only tasks of its own."""
    counts: list[int] = []

    async def fixture() -> Generator:
        counts.append(len(asyncio.all_tasks()))
        yield None
        counts.append(len(asyncio.all_tasks()))

    async def test() -> set[asyncio.Task[Any]]:
        return asyncio.all_tasks() - {asyncio.current_task()}

    task = fixture_on(host, fixture(), deaths)
    task.set_up()
    assert host.run(test(), copy_context()) == set()
    task.tear_down()
    assert counts == [1, 1]


def test_fixture_of_a_closed_loop_is_abandoned_silently(
    deaths: Deaths, caplog: pytest.LogCaptureFixture
) -> None:
    """A fixture whose loop somebody closed is given up without a word in the log."""

    async def fixture() -> Generator:
        yield None

    host = Host("the loop of the test")
    task = fixture_on(host, fixture(), deaths)
    task.set_up()
    host.loop.close()
    task.abandon()
    del task
    gc.collect()
    assert caplog.text == ""


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_interrupt_in_set_up_runs_the_cleanup(host: Host, deaths: Deaths) -> None:
    """Ctrl-C while a fixture is set up ends it, and its ``finally`` blocks run."""
    seen: list[str] = []

    async def fixture() -> Generator:
        try:
            await asyncio.sleep(60)
            yield None
        finally:
            await asyncio.sleep(0)
            seen.append("cleaned up")

    host.loop.call_later(0.01, os.kill, os.getpid(), signal.SIGINT)
    task = fixture_on(host, fixture(), deaths)
    with pytest.raises(KeyboardInterrupt):
        task.set_up()
    assert seen == ["cleaned up"]
    assert deaths == []


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_interrupt_in_teardown_runs_the_cleanup(host: Host, deaths: Deaths) -> None:
    """Ctrl-C while a fixture is torn down ends it, and its ``finally`` blocks run."""
    seen: list[str] = []

    async def fixture() -> Generator:
        yield None
        try:
            await asyncio.sleep(60)
        finally:
            seen.append("cleaned up")

    task = fixture_on(host, fixture(), deaths)
    task.set_up()
    host.loop.call_later(0.01, os.kill, os.getpid(), signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        task.tear_down()
    assert seen == ["cleaned up"]


def test_fixture_may_be_set_up_inside_a_run(host: Host, deaths: Deaths) -> None:
    """A running test may have a fixture set up, and torn down, on its own loop."""

    async def fixture() -> Generator:
        async with asyncio.timeout(60):
            await asyncio.sleep(0)
            yield asyncio.get_running_loop()

    async def test() -> bool:
        task = fixture_on(host, fixture(), deaths)
        found = task.set_up()
        await asyncio.sleep(0)
        task.tear_down()
        return found is asyncio.get_running_loop()

    assert host.run(test(), copy_context())
