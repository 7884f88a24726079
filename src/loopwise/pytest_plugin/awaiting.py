"""Awaitables as coroutines, which is what a task takes."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Coroutine
from typing import Any


def as_coroutine(made: Awaitable[Any]) -> Coroutine[Any, Any, Any]:
    """Give a coroutine that awaits ``made``; a coroutine is given as it is."""
    return made if inspect.iscoroutine(made) else _await(made)


async def _await(made: Awaitable[Any]) -> Any:
    return await made
