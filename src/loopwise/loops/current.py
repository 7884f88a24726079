"""The current event loop: looked at without making one, and put back as it was.

``asyncio.get_event_loop()`` is no way to look: outside a running loop it may make a
loop that nobody closes, warn, or raise. What it would find is kept by the policy in
a thread-local, which is read here.
"""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop, events
from typing import Any, NamedTuple


class Snapshot(NamedTuple):
    """The current event loop of this thread at one moment."""

    loop: AbstractEventLoop | None
    was_set: bool
    """Whether anybody had called ``set_event_loop`` before: until then asyncio
    (up to 3.13) makes a loop on demand, afterwards it raises."""


def peek() -> AbstractEventLoop | None:
    """Give the current event loop of this thread, or ``None``."""
    loop: AbstractEventLoop | None = getattr(_local(), "_loop", None)
    return loop


def snapshot() -> Snapshot:
    """Remember the current event loop of this thread."""
    return Snapshot(peek(), bool(getattr(_local(), "_set_called", True)))


def restore(before: Snapshot) -> None:
    """Make current what was current when the snapshot was taken."""
    loop = before.loop
    if loop is not None and loop.is_closed():
        loop = None
    make_current(loop)
    local = _local()
    if not before.was_set and hasattr(local, "_set_called"):
        local._set_called = False


def make_current(loop: AbstractEventLoop | None) -> None:
    """Make ``loop`` current in this thread, if it is not."""
    if peek() is not loop or loop is None:
        asyncio.set_event_loop(loop)


def _local() -> Any:
    # Private: asyncio has no public way to ask for the current loop that has no
    # side effect. Python 3.14 warns for the public name of the policy's getter.
    getter = getattr(events, "_get_event_loop_policy", None)
    if getter is None:
        getter = asyncio.get_event_loop_policy  # type: ignore[deprecated]  # not before 3.14
    policy = getter()
    return getattr(policy, "_local", None)
