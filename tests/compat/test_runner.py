"""A runner that lends an event loop."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Iterator
from typing import Any

import pytest

from loopwise.compat.runner import LentRunner

VARIABLE: contextvars.ContextVar[str] = contextvars.ContextVar("VARIABLE", default="")


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Open an event loop, and close it after the test."""
    opened = asyncio.new_event_loop()
    yield opened
    opened.close()


async def value() -> asyncio.AbstractEventLoop:
    await asyncio.sleep(0)
    return asyncio.get_running_loop()


def test_coroutine_runs_on_the_lent_loop(loop: asyncio.AbstractEventLoop) -> None:
    """A coroutine is run on the loop, and its result is given, any number of times."""
    runner = LentRunner(loop)
    assert runner.get_loop() is loop
    assert runner.run(value()) is loop
    assert runner.run(value()) is loop


def test_exception_goes_on(loop: asyncio.AbstractEventLoop) -> None:
    """What the coroutine raises is raised."""

    async def fails() -> None:
        raise LookupError("no such thing")

    with pytest.raises(LookupError, match="no such thing"):
        LentRunner(loop).run(fails())


def test_context_can_be_given(loop: asyncio.AbstractEventLoop) -> None:
    """The coroutine runs in the context that is given, by default in a copy."""
    runner, context = LentRunner(loop), contextvars.copy_context()

    async def sets() -> None:
        VARIABLE.set("set")

    runner.run(sets(), context=context)
    assert context[VARIABLE] == "set"
    runner.run(sets())
    assert VARIABLE.get() == ""


@pytest.mark.parametrize("given", [None, value, asyncio.sleep])
def test_only_coroutines_are_run(loop: asyncio.AbstractEventLoop, given: Any) -> None:
    """What is no coroutine is refused as `asyncio.Runner` does."""
    with pytest.raises(ValueError, match="a coroutine was expected"):
        LentRunner(loop).run(given)


def test_running_loop_is_refused(loop: asyncio.AbstractEventLoop) -> None:
    """Inside of a running loop nothing is run, and nothing is left unawaited."""
    inner = LentRunner(asyncio.new_event_loop())

    async def outer() -> None:
        inner.run(value())

    with pytest.raises(RuntimeError, match=r"Runner\.run\(\) cannot be called"):
        LentRunner(loop).run(outer())
    inner.get_loop().close()


def test_loop_is_left_open(loop: asyncio.AbstractEventLoop) -> None:
    """Closing a runner, or leaving its block, leaves the loop to those who lend it."""
    with LentRunner(loop) as runner:
        assert runner.run(value()) is loop
    runner.close()
    assert not loop.is_closed()
    assert runner.run(value()) is loop
