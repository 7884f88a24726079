"""asyncio's selector loop without what a short test never needs.

Each loop of asyncio makes a pair of sockets to itself, by which other threads and
signals wake it. Making, registering and closing them is about half of what opening a
loop costs, and a suite opens one for every isolated test. This loop makes the pair
when something first needs it.
"""

from __future__ import annotations

import asyncio
import selectors
import threading
from collections.abc import Callable
from typing import Any


class LeanLoop(asyncio.SelectorEventLoop):
    """A selector loop that makes its wake-up sockets when they are first needed.

    Overrides private methods of ``BaseSelectorEventLoop`` that are the same in 3.11 to
    3.14; ``is_known`` tells whether they are there.
    """

    # Read by asyncio's own methods, which take ``None`` for "closed".
    _ssock: Any = None
    _csock: Any = None

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
