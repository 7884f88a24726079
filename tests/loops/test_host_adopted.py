"""A host that takes over a loop which was there before it."""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Iterator
from contextvars import copy_context

import pytest

from loopwise.loops import current
from loopwise.loops.host import Host


@pytest.fixture
def loop() -> Iterator[AbstractEventLoop]:
    """Open a loop that belongs to nobody."""
    made = asyncio.new_event_loop()
    yield made
    made.close()


def test_adopted_loop_is_run(loop: AbstractEventLoop) -> None:
    """A host runs things on the loop that it took over, and opens none."""

    def refuse() -> AbstractEventLoop:
        raise AssertionError

    host = Host("adopted", refuse, adopted=loop)

    async def which() -> AbstractEventLoop:
        return asyncio.get_running_loop()

    assert host.run(which(), copy_context()) is loop
    assert not host.is_broken


def test_adopted_loop_is_not_closed(loop: AbstractEventLoop) -> None:
    """A host that closes leaves a loop that it took over open, but empty."""
    host = Host("adopted", adopted=loop)
    task = host.start(asyncio.sleep(60), copy_context())
    host.close()
    assert task.cancelled()
    assert not loop.is_closed()
    host.close()
    assert not loop.is_closed()


def test_adopted_loop_is_not_left_current(loop: AbstractEventLoop) -> None:
    """A loop that was taken over is not current after the host closes."""
    host = Host("adopted", adopted=loop)
    current.make_current(loop)
    host.close()
    assert current.peek() is None


def test_debug_mode_is_for_adopted_loops_too(loop: AbstractEventLoop) -> None:
    """A loop that is taken over gets the debug mode if that is asked for."""
    assert Host("adopted", debug=True, adopted=loop).loop.get_debug()
