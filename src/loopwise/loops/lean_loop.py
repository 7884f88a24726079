"""asyncio's selector loop without what a short test never needs.

Each loop of asyncio makes a pair of sockets to itself, by which other threads and
signals wake it. Making, registering and closing them is about half of what opening a
loop costs, and a suite opens one for every isolated test. This loop makes the pair
when something first needs it. It also notes who makes tasks, and hands on the
exceptions that reach nobody, for those who want to know what was left behind.
"""

from __future__ import annotations

import asyncio
import selectors
import sys
import threading
from collections.abc import Callable
from contextvars import Context
from typing import Any

from loopwise.loops.makers import MADE, made_by


class LeanLoop(asyncio.SelectorEventLoop):
    """A selector loop that makes its wake-up sockets when they are first needed.

    Overrides private methods of ``BaseSelectorEventLoop`` that are the same in 3.11 to
    3.14; ``is_known`` tells whether they are there.
    """

    # Read by asyncio's own methods, which take ``None`` for "closed".
    _ssock: Any = None
    _csock: Any = None

    tasks_made = 0
    """How many tasks were made by the user's code, or by what it called."""
    on_lost: Callable[[dict[str, Any]], object] | None = None
    """Told of what asyncio only logs, as a handler of exceptions is."""

    def _make_self_pipe(self) -> None:
        """Put it off. Called by asyncio when the loop is made."""
        self._pipe_lock = threading.RLock()
        self._making_pipe = False

    def _ensure_self_pipe(self) -> None:
        # Also called from other threads, while this loop waits in its selector: epoll
        # and kqueue take new entries meanwhile, and wake up for them.
        with self._pipe_lock:
            # Making them already: a signal came in between, and its handler is here.
            if self._making_pipe or self._csock is not None or self.is_closed():
                return
            self._making_pipe = True
            try:
                super()._make_self_pipe()  # type: ignore[misc]  # private, see above
            finally:
                self._making_pipe = False
        super()._write_to_self()  # type: ignore[misc]  # for the handler, if there was one

    def _close_self_pipe(self) -> None:
        if self._csock is not None:
            super()._close_self_pipe()  # type: ignore[misc]  # private, see above

    def _write_to_self(self) -> None:
        if self._csock is None:
            self._ensure_self_pipe()
        super()._write_to_self()  # type: ignore[misc]  # private, see above

    def add_signal_handler(  # type: ignore[override]  # typeshed spells the types out
        self, sig: int, callback: Callable[..., Any], *args: Any
    ) -> None:
        """Add a handler for a signal: it is told through the sockets."""
        self._ensure_self_pipe()
        super().add_signal_handler(sig, callback, *args)

    def run_in_executor(  # type: ignore[override]  # typeshed spells the types out
        self, executor: Any, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """Run a function in a thread, which will need the sockets to say it is done."""
        self._ensure_self_pipe()
        return super().run_in_executor(executor, func, *args)

    def create_task(
        self, coro: Any, *, context: Context | None = None, **options: Any
    ) -> Any:
        """Make a task, and note who does."""
        if context is not None:
            options["context"] = context
        task = super().create_task(coro, **options)
        made = made_by(sys._getframe(1), context)
        if made is not None:
            self.tasks_made += 1
            try:
                setattr(task, MADE, made)
            except AttributeError:
                return task  # of a kind of its own, made by the user's task factory
        if self._debug:  # type: ignore[attr-defined]  # private: asyncio's own flag
            # Where it was made ends at asyncio's caller, not in this method.
            del getattr(task, "_source_traceback", [])[-1:]
        return task

    def default_exception_handler(self, context: dict[str, Any]) -> None:
        """Log what reached nobody, as asyncio does, and hand it on."""
        super().default_exception_handler(context)
        # With a handler of the user's own it is his to tell.
        if self.on_lost is not None and self.get_exception_handler() is None:
            self.on_lost(context)


def is_known() -> bool:
    """Whether asyncio's selector loop is built as ``LeanLoop`` expects."""
    private = ("_make_self_pipe", "_close_self_pipe", "_write_to_self")
    waits_alone = selectors.DefaultSelector.__name__ in {
        "EpollSelector",
        "KqueueSelector",
    }
    return waits_alone and all(
        hasattr(asyncio.SelectorEventLoop, name) for name in private
    )
