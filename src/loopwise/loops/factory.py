"""How a host gets its loop."""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Callable

from loopwise.loops import current
from loopwise.loops.lean_loop import LeanLoop, is_known

LoopFactory = Callable[[], AbstractEventLoop]

_CAN_BE_LEAN = is_known()


def default_factory() -> AbstractEventLoop:
    """Make the loop that ``asyncio.run`` would make here, whatever was installed.

    asyncio's own selector loop is made as a ``LeanLoop``. A policy that somebody set,
    uvloop's for one, decides as it does without Loopwise.
    """
    if _CAN_BE_LEAN and current.makes_selector_loops():
        return LeanLoop()
    return asyncio.new_event_loop()
