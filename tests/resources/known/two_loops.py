"""Two event loops, and what happens to an object that meets both."""

from __future__ import annotations

import asyncio
import gc
import inspect
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from loopwise.resources.bound_type import BoundType

LONGEST_USE = 8
"""Seconds: an object that is used on a wrong loop may wait forever."""


class TwoLoops:
    """The loop that an object is made for, and one that comes after it."""

    def __init__(self) -> None:
        self.first = asyncio.new_event_loop()
        self.second = asyncio.new_event_loop()

    def on_first(self, function: Callable[..., Any], *args: object) -> Any:
        """Call a function on the first loop and await what it gives."""
        return self.first.run_until_complete(_called(function, *args))

    def on_second(self, function: Callable[..., Any], *args: object) -> Any:
        """Call a function on the second loop and await what it gives."""
        return self.second.run_until_complete(_called(function, *args))

    def close(self) -> None:
        """Close both, with what was left on them."""
        for loop in (self.first, self.second):
            if not loop.is_closed():
                loop.run_until_complete(_ended(asyncio.all_tasks(loop)))
                loop.close()


async def closed_by(row: BoundType, thing: Any) -> None:
    """Close an object as its row says."""
    for name in row.close.split():
        await _called(getattr(thing, name))


async def _called(function: Callable[..., Any], *args: object) -> Any:
    async with asyncio.timeout(LONGEST_USE):
        given = function(*args)
        return await given if inspect.isawaitable(given) else given


async def _ended(tasks: set[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def two_loops() -> Iterator[TwoLoops]:
    """Give two loops, and close them."""
    loops = TwoLoops()
    try:
        yield loops
    finally:
        loops.close()


@contextmanager
def misused() -> Iterator[None]:
    """Let an object that was used on a wrong loop go, with all its complaints."""
    with (
        warnings.catch_warnings(),
        patch.object(sys, "unraisablehook", lambda _: None),
        # No mock, which would keep what it is called with.
        patch("logging.Logger.callHandlers", lambda *_: None),
    ):
        warnings.simplefilter("ignore")
        yield
        # What finalizers let go is garbage of the next round.
        for _ in range(2):
            gc.collect()
