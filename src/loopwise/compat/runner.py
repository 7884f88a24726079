"""A runner for sync code that asks for pytest-asyncio's: it lends an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextvars import Context
from typing import Any, Self, TypeVar

T = TypeVar("T")


class LentRunner:
    """Does what ``asyncio.Runner`` does, on a loop that others open and close."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def get_loop(self) -> asyncio.AbstractEventLoop:
        """Give the event loop."""
        return self._loop

    def run(self, coro: Coroutine[Any, Any, T], *, context: Context | None = None) -> T:
        """Run a coroutine to its end and give its result.

        Args:
            coro: The coroutine.
            context: The context to run it in; a copy of the current one by default.

        Raises:
            ValueError: ``coro`` is not a coroutine.
            RuntimeError: a loop runs already in this thread.
        """
        if not asyncio.iscoroutine(coro):
            raise ValueError(f"a coroutine was expected, got {coro!r}")
        if asyncio._get_running_loop() is not None:  # noqa: SLF001 - the public one raises
            coro.close()
            raise RuntimeError(
                "Runner.run() cannot be called from a running event loop"
            )
        task = self._loop.create_task(coro, context=context)
        return self._loop.run_until_complete(task)

    def close(self) -> None:
        """Do nothing: the loop is closed when its scope ends."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
