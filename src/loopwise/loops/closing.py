"""Closes what nobody closed, before its loop is closed under it."""

from __future__ import annotations

import asyncio
import inspect
from asyncio import AbstractEventLoop
from collections.abc import Mapping
from contextvars import copy_context
from typing import Any

from loopwise.loops.host import Host

PATIENCE = 2.0
"""Seconds that one object gets to close."""


def close_objects(host: Host, things: list[tuple[Any, str]]) -> list[str]:
    """Close objects on their loop, and say of each what went wrong, if anything.

    Args:
        host: Keeps the loop that they belong to.
        things: Each with the names of the methods that close it, separated by spaces.

    Returns:
        For each object a text; empty where it is closed.
    """
    return host.run(_close_all(things), copy_context())


def abort_transports(host: Host) -> list[str]:
    """Cut the connections that are still open on a loop, and name their peers.

    What was not closed, such as a connection that is in use, must not ask a closed
    loop for anything when it is collected.
    """
    found = []
    for transport in transports_of(host.loop):
        if not transport.is_closing():
            found.append(str(transport.get_extra_info("peername") or ""))
            transport.abort()
    if found:
        host.run(asyncio.sleep(0), copy_context())
        host.run(asyncio.sleep(0), copy_context())
    return found


async def _close_all(things: list[tuple[Any, str]]) -> list[str]:
    return [await _close(thing, methods) for thing, methods in things]


async def _close(thing: Any, methods: str) -> str:
    try:
        for name in methods.split():
            made = getattr(thing, name)()
            if inspect.isawaitable(made):
                async with asyncio.timeout(PATIENCE):
                    await made
    except TimeoutError:
        return f"not closed within {PATIENCE:g} s"
    except Exception as error:  # a library's: what matters is said, and the rest closes
        return f"{type(error).__name__}: {error}"
    return ""


def transports_of(loop: AbstractEventLoop) -> list[Any]:
    """Give the open transports of a loop, where it lets one see them.

    asyncio's selector loops keep them in ``_transports``, since 3.4; there is no
    public way. uvloop keeps them to itself.
    """
    known = getattr(loop, "_transports", None)
    return list(known.values()) if isinstance(known, Mapping) else []
