"""The current event loop: looked at without making one, and put back as it was.

``asyncio.get_event_loop()`` is no way to look: outside a running loop it may make a
loop that nobody closes, warn, or raise. What it would find is kept by the policy in
a thread-local, which is read here.
"""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop, events
from collections.abc import Callable
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
    local = _local()
    # Where there is no such note (3.14, a policy of the user's), setting matters not.
    return Snapshot(getattr(local, "_loop", None), getattr(local, "_set_called", True))


def restore(before: Snapshot) -> None:
    """Make current what was current when the snapshot was taken."""
    loop = before.loop
    if loop is not None and loop.is_closed():
        loop = None
    asyncio.set_event_loop(loop)
    if not before.was_set:
        _local()._set_called = False


def make_current(loop: AbstractEventLoop | None) -> None:
    """Make ``loop`` current in this thread, if it is not."""
    if loop is None or peek() is not loop:
        asyncio.set_event_loop(loop)


def makes_selector_loops() -> bool:
    """Whether ``asyncio.new_event_loop()`` gives asyncio's own selector loop here."""
    kind = type(_policy())
    return kind.__module__.startswith("asyncio.") and (
        getattr(kind, "_loop_factory", None) is asyncio.SelectorEventLoop
    )


def _local() -> Any:
    return getattr(_policy(), "_local", None)


# Private: asyncio has no public way to ask for the current loop that has no side
# effect, and Python 3.14 warns for the public name of the policy's getter.
_policy: Callable[[], Any] = getattr(events, "_get_event_loop_policy", None) or (
    asyncio.get_event_loop_policy  # type: ignore[deprecated]  # not before 3.14
)
