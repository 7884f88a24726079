"""Loops that stand still: what waits there cannot wake anybody."""

from __future__ import annotations

import asyncio
import socket
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from loopwise.loops.closing import transports_of
from loopwise.loops.users_code import short
from loopwise.model.place import Place
from loopwise.model.step import Step
from loopwise.provenance.owners import Root, owner_of, same

_NEAR = 4
"""So many steps from a task's code to an object that it is said to use."""

Shorten = Callable[[str], str]


@dataclass(frozen=True, slots=True, eq=False)
class Waker:
    """A task that uses an object for which somebody waits on another loop."""

    task: asyncio.Task[Any]
    loop: AbstractEventLoop
    step: Step
    thing: Any


@dataclass(frozen=True, slots=True, eq=False)
class Server:
    """A socket on which a loop takes connections."""

    loop: AbstractEventLoop
    socket: Any
    address: str
    port: int


def frozen(
    loops: Iterable[AbstractEventLoop], here: AbstractEventLoop | None
) -> list[AbstractEventLoop]:
    """Give the loops that do not run, other than the one that was waited on."""
    return [one for one in loops if one is not here and not one.is_running()]


def waker_of(
    things: Iterable[Any], loops: Iterable[AbstractEventLoop], shorten: Shorten
) -> Waker | None:
    """Give a pending task of one of the loops whose code has one of the objects."""
    for thing in things:
        for loop in loops:
            for task in asyncio.all_tasks(loop):
                root = Root(_task_step(task, shorten), task.get_coro())
                owned = owner_of([root], same(thing), _NEAR)
                if owned is not None and not task.done():
                    return Waker(task, loop, root.step, thing)
    return None


def _task_step(task: asyncio.Task[Any], shorten: Shorten) -> Step:
    coro = task.get_coro()
    code = getattr(coro, "cr_code", None)
    if code is None:
        return Step(task.get_name(), Place("", 0), "task")
    place = Place(shorten(code.co_filename), code.co_firstlineno)
    return Step(short(code.co_qualname), place, "task")


def servers(loops: Iterable[AbstractEventLoop]) -> Iterator[Server]:
    """Give the servers of loops, where they let one see them.

    asyncio's selector loops have a selector with what they watch, in a private place
    that is the same in 3.11 to 3.14; there is no public way.
    """
    for loop in loops:
        selector = getattr(loop, "_selector", None)
        watched = None if selector is None else selector.get_map()
        for key in list((watched or {}).values()):
            # Watched by number; the callback that takes connections has the socket.
            reader = key.data[0] if isinstance(key.data, tuple) else None
            for found in getattr(reader, "_args", None) or ():
                if isinstance(found, socket.socket) and _listens(found):
                    name = found.getsockname()
                    if isinstance(name, tuple):
                        yield Server(loop, found, f"{name[0]}:{name[1]}", name[1])


def _listens(found: socket.socket) -> bool:
    try:
        return bool(found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN))
    except (OSError, AttributeError):  # closed; a platform without the option
        return False


def peers(loop: AbstractEventLoop) -> Iterator[int]:
    """Give the ports that connections of a loop lead to, where it shows them."""
    for transport in transports_of(loop):
        name = transport.get_extra_info("peername")
        if isinstance(name, tuple):
            yield name[1]
