"""One loop, from its opening to its closing."""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Coroutine, Hashable
from contextvars import Context
from typing import Any, TypeVar

from loopwise.loops import current
from loopwise.loops.factory import LoopFactory, default_factory
from loopwise.loops.interrupt import Interrupt
from loopwise.loops.leftovers import GRACE, drain, is_clean, is_given_up
from loopwise.loops.reentry import Awaited, a_loop_runs, outer_loop_aside, run_rounds

T = TypeVar("T")


class Host:
    """Keeps one event loop and runs things on it.

    ``name`` is what a person calls the loop: ``"the session loop"``.
    """

    def __init__(
        self,
        name: str,
        factory: LoopFactory = default_factory,
        *,
        debug: bool = False,
        adopted: AbstractEventLoop | None = None,
        source: Hashable = None,
    ) -> None:
        """Open a loop, or take over ``adopted``, which is not closed in the end.

        ``source`` says what the loop was made with, to those who must not mix them.
        """
        self.name, self.source = name, source
        self.loop: AbstractEventLoop = factory() if adopted is None else adopted
        self._is_adopted = adopted is not None
        if debug:
            self.loop.set_debug(True)
        self._runs = 0
        self._watched = False

    @property
    def is_broken(self) -> bool:
        """Whether somebody else closed the loop."""
        return self.loop.is_closed()

    def runs(self) -> int:
        """Count how often the loop was seen to run, by whomever.

        Sync code may run the current loop by itself; what it makes there belongs to
        this loop. Compare two counts to see whether it did.
        """
        if not self._watched and not self.loop.is_closed():
            self._watched = True
            self.loop.call_soon(self._count)
        return self._runs

    def _count(self) -> None:
        self._watched = False
        self._runs += 1

    def start(self, coro: Coroutine[Any, Any, T], context: Context) -> asyncio.Task[T]:
        """Make a task of ``coro`` that runs in ``context`` when the loop does."""
        try:
            return self.loop.create_task(coro, context=context)
        except BaseException:
            coro.close()  # else it would warn that it was never awaited
            raise

    def run(self, coro: Coroutine[Any, Any, T], context: Context) -> T:
        """Run ``coro`` in ``context`` to its end and give its result."""
        __tracebackhide__ = True
        task = self.start(coro, context)
        return self.wait(task, task)

    def wait(
        self,
        future: asyncio.Future[T],
        task: asyncio.Task[Any],
        over: Awaited | None = None,
    ) -> T:
        """Run the loop until ``future`` is done; Ctrl-C ends ``task``.

        Whatever cuts the run short (Ctrl-C, a time limit's signal, a stopped loop),
        ``task`` is cancelled and has ended before the exception goes on. ``over`` is
        asked in place of ``future`` where the loop is running already, and cannot be
        stopped for one of those who wait for it.
        """
        __tracebackhide__ = True
        if a_loop_runs():
            with outer_loop_aside():
                return self._wait(future, task, over)
        return self._wait(future, task, over)

    def _wait(
        self,
        future: asyncio.Future[T],
        task: asyncio.Task[Any],
        over: Awaited | None,
    ) -> T:
        __tracebackhide__ = True
        loop = self.loop
        interrupt = Interrupt(loop, task)
        try:
            with interrupt:
                if loop.is_running():
                    run_rounds(loop, over or future)
                else:
                    loop.run_until_complete(future)
        except BaseException:
            if is_given_up(task):
                pass  # it has ignored more than what is done here
            elif not task.done():
                self._end(task)
            elif not task.cancelled():
                task.exception()  # seen: it is raised here, not lost
            if not interrupt.fired:
                raise
        if interrupt.fired:
            raise KeyboardInterrupt
        return future.result()

    def _end(self, task: asyncio.Task[Any]) -> None:
        """Cancel a task that was cut off, so that its ``finally`` blocks run."""
        if self.loop.is_closed() or self.loop.is_running():
            task.cancel()
            return
        for _ in range(2):
            task.cancel()
            waiting = asyncio.wait([task], timeout=GRACE)
            self.loop.run_until_complete(waiting)
            if task.done():
                if not task.cancelled():
                    task.exception()  # seen: what cut the run short is what counts
                return

    def close(self) -> None:
        """End what is left on the loop, then close it. A second call does nothing.

        Raises:
            TasksWillNotEnd: tasks ignored their cancellation. The loop is closed
                all the same.
        """
        if self.loop.is_closed():
            return
        try:
            if not is_clean(self.loop):
                self._drain()
        finally:
            if not self._is_adopted:
                self.loop.close()
            if current.peek() is self.loop:
                current.make_current(None)

    def _drain(self) -> None:
        before = current.snapshot()
        current.make_current(self.loop)
        try:
            with outer_loop_aside():  # a running test may run a pytest of its own
                drain(self.loop)
        finally:
            current.restore(before)
