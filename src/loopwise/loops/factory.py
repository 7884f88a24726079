"""How a host gets its loop."""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Callable

LoopFactory = Callable[[], AbstractEventLoop]


def default_factory() -> AbstractEventLoop:
    """Make the loop that ``asyncio.run`` would make here, whatever was installed."""
    return asyncio.new_event_loop()
