"""Opening and closing a loop by hand, where no fixture or test does it."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from weakref import WeakKeyDictionary

from loopwise.loops import current
from loopwise.loops.factory import default_factory
from loopwise.loops.leftovers import drain
from loopwise.loops.reentry import a_loop_runs, outer_loop_aside

_before: WeakKeyDictionary[AbstractEventLoop, current.Snapshot] = WeakKeyDictionary()
"""What was current when a loop was configured, to be so again after it."""


def configure_test_event_loop() -> AbstractEventLoop:
    """Make a new event loop, make it current in this thread, and give it.

    It is the kind of loop that ``asyncio.run`` would make here. Close it with
    ``cleanup_event_loop``.

    Raises:
        RuntimeError: a loop is running in this thread, which would hide the new one.
    """
    if a_loop_runs():
        raise RuntimeError(
            "an event loop is running in this thread, so another one cannot become "
            "current; use the one that runs, asyncio.get_running_loop(), or call "
            "this from sync code"
        )
    before = current.snapshot()
    loop = default_factory()
    _before[loop] = before
    current.make_current(loop)
    return loop


def cleanup_event_loop(loop: AbstractEventLoop) -> None:
    """End everything that is left on a loop, close it, and take it from being current.

    As ``asyncio.run`` does at its end: tasks are cancelled and awaited, async
    generators are closed, and the default executor is shut down. What was current
    before ``configure_test_event_loop`` is so again, if it is still open. A second
    call does nothing.

    Args:
        loop: The loop, made by ``configure_test_event_loop`` or anybody else.

    Raises:
        RuntimeError: the loop is running. Nothing was done to it.
        RuntimeError: tasks went on for 6 seconds although they were cancelled; the
            text names them. The loop is closed all the same.
    """
    if loop.is_running():
        raise RuntimeError(
            "this event loop is running, so it cannot be cleaned up; do it where "
            "run_until_complete() or run_forever() has returned. From another thread, "
            "call loop.call_soon_threadsafe(loop.stop) first, and join its thread"
        )
    try:
        if not loop.is_closed():
            _close(loop)
    finally:
        before = _before.pop(loop, None)
        if current.peek() is loop:
            if before is None:
                current.make_current(None)
            else:
                current.restore(before)


def _close(loop: AbstractEventLoop) -> None:
    found = current.snapshot()
    current.make_current(loop)  # what ends on it may ask for the current one
    try:
        with outer_loop_aside():  # a test that runs may clean up a loop of its own
            drain(loop)
    finally:
        current.restore(found)
        loop.close()
