"""An async generator fixture that lives in one task from set-up to teardown.

Between the two the task waits at the fixture's ``yield``. So what is entered before
the ``yield`` and left after it (a ``TaskGroup``, ``asyncio.timeout``, an anyio cancel
scope) is entered and left by the same task, as asyncio demands. When such a block
cancels its task in between, because a child task failed or the time was up, the
cancellation is delivered at the ``yield``, where the block expects it.
"""

from __future__ import annotations

import asyncio
import contextlib
from asyncio import tasks
from collections.abc import AsyncGenerator, Callable
from contextvars import Context
from typing import Any

from loopwise.loops.clock import Clock
from loopwise.loops.host import Host
from loopwise.loops.time_limit import Tell, TimeUp, wait


class NoValue(RuntimeError):
    """An async generator fixture ended without a ``yield``."""


class SecondYield(RuntimeError):
    """An async generator fixture went on to another ``yield``."""


class FixtureTask:
    """One instance of an async generator fixture."""

    def __init__(
        self,
        host: Host,
        generator: AsyncGenerator[Any, Any],
        context: Context,
        died: Callable[[BaseException], object],
    ) -> None:
        self._host, self._generator, self._context = host, generator, context
        self._died = died
        self._value: Any = None
        self._error: BaseException | None = None
        self._task: asyncio.Task[None] | None = None

    def set_up(self, clock: Clock | None = None, tell: Tell = None) -> Any:
        """Run the fixture to its ``yield`` and give what it yields.

        Raises:
            TimeUp: the clock's time is up. The fixture has ended, if it would.
        """
        __tracebackhide__ = True
        loop = self._host.loop
        self._ready: asyncio.Future[None] = loop.create_future()
        self._over: asyncio.Future[None] = loop.create_future()
        self._task = loop.create_task(self._live(), context=self._context)
        try:
            wait(self._host, self._ready, self._task, clock, tell)
        except TimeUp:
            if self._ready.done() and self._error is None:
                # It took no notice, and waits at its `yield`. What its teardown
                # raises is not what counts.
                with contextlib.suppress(Exception, asyncio.CancelledError, TimeUp):
                    self.tear_down(clock, tell)
            raise
        if self._error is not None:
            raise self._error
        # While it only waits, the task is hidden: a test that counts the tasks of
        # its loop, or cancels all but its own, does not mean this one. Private,
        # the same in 3.11 to 3.14; there is no public way.
        tasks._unregister_task(self._task)
        return self._value

    def tear_down(self, clock: Clock | None = None, tell: Tell = None) -> None:
        """Run the rest of the fixture. One that already ended has nothing to run.

        Raises:
            TimeUp: the clock's time is up.
        """
        __tracebackhide__ = True
        task = self._task
        if task is None or task.done():
            return
        tasks._register_task(task)
        if not self._over.done():
            self._over.set_result(None)
        wait(self._host, task, task, clock, tell)
        if self._error is not None:
            raise self._error

    def abandon(self) -> None:
        """Give up a fixture whose loop is closed, without another word from it."""
        if self._task is not None:
            # It can never be stepped again; asyncio would log that it was destroyed
            # while pending. Private: there is no public way to say that we know.
            self._task._log_destroy_pending = False  # type: ignore[attr-defined]  # undocumented

    async def _live(self) -> None:
        __tracebackhide__ = True
        generator = self._generator
        try:
            self._value = await anext(generator)
        except StopAsyncIteration:
            self._error = NoValue("ended without a `yield`")
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            self._error = error
        if not self._ready.done():
            self._ready.set_result(None)
        if self._error is not None:
            return
        try:
            await self._over
        except asyncio.CancelledError as cancelled:
            await self._cut_short(cancelled)
        else:
            await self._finish()

    async def _finish(self) -> None:
        __tracebackhide__ = True
        try:
            await anext(self._generator)
        except StopAsyncIteration:
            return
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            self._error = error
            return
        await self._refuse_second_yield()

    async def _cut_short(self, cancelled: asyncio.CancelledError) -> None:
        """Deliver a cancellation at the ``yield`` and see what becomes of it."""
        try:
            await self._generator.athrow(cancelled)
        except StopAsyncIteration:
            return  # the fixture took it as its end, like an anyio cancel scope
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:
            self._error = error
        else:
            await self._refuse_second_yield()
        if self._error is not None:
            self._died(self._error)

    async def _refuse_second_yield(self) -> None:
        self._error = SecondYield("has more than one `yield`")
        try:
            await self._generator.aclose()
        except Exception as error:
            self._error.__context__ = error
