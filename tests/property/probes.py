"""Written into random suites: a library whose objects belong to a loop.

They bind as drivers do, when they are made or when they are first used, and refuse to
be used from another loop.
"""

from __future__ import annotations

import asyncio
import copy
import functools
import itertools
from collections.abc import Callable
from typing import Any, ClassVar, Self, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
RECORD: list[Callable[..., None]] = []
"""Takes what happens, once the suite's conftest has put it there."""


def current() -> asyncio.AbstractEventLoop | None:
    """Give the running loop, else the current one, without making any."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        policy = asyncio.events._event_loop_policy  # type: ignore[attr-defined]  # private
        local = getattr(policy, "_local", None)
        loop: asyncio.AbstractEventLoop | None = getattr(local, "_loop", None)
        return None if loop is None or loop.is_closed() else loop


def _record(event: str, **facts: object) -> None:
    for record in RECORD:
        record(event, **facts)


class _State:
    """What all views of one object share."""

    serials = itertools.count(1)

    def __init__(self, key: str) -> None:
        self.key, self.serial = key, next(self.serials)
        self.loop: asyncio.AbstractEventLoop | None = None
        self.is_closed = False


class Plain:
    """What a ``Bound`` is given that is to belong to no loop."""


class Free:
    """Belongs to no loop."""

    def __init__(self, key: str = "", *_: object) -> None:
        self.key = key

    async def use(self) -> None:
        await asyncio.sleep(0)


class Unnamed:
    """Belongs to the loop of its first use."""

    early: ClassVar[bool] = False
    value: Any = None

    def __init__(self, key: str = "", pool: Plain | None = None) -> None:
        self.state, self.pool = _State(key), pool
        loop = current()
        if self.early and loop is not None:
            self._bind(loop)

    @property
    def _loop(self) -> asyncio.AbstractEventLoop | None:
        return self.state.loop

    @property
    def is_closed(self) -> bool:
        return self.state.is_closed

    def _bind(self, loop: asyncio.AbstractEventLoop) -> None:
        if self.state.loop is None and self.pool is None:
            self.state.loop = loop
            self._tell("bound")

    def _tell(self, event: str, **facts: object) -> None:
        serial = getattr(self.state.loop, "serial", None)
        state = self.state
        _record(event, object=state.serial, key=state.key, loop=serial, **facts)

    def _check(self) -> None:
        loop = asyncio.get_running_loop()
        self._bind(loop)
        if self.state.is_closed:
            raise RuntimeError(f"{self.state.key} is closed")
        if self.state.loop not in {None, loop}:
            raise RuntimeError(f"{self.state.key} is attached to a different loop")

    async def use(self) -> None:
        await asyncio.sleep(0)
        self._check()

    async def aclose(self) -> None:
        await self.use()
        self.state.is_closed = True
        self._tell("closed", by="aclose")

    def close_now(self) -> None:
        self.state.is_closed = True
        self._tell("closed", by="itself")

    def view(self, value: object) -> Self:
        """Give what is the same to everybody, but can be told from others."""
        made = copy.copy(self)
        made.value = value
        return made


class Bound(Unnamed):
    """As above, and declared to Loopwise."""


class Early(Bound):
    """Belongs to the loop that is current when it is made, if any."""

    early = True


def connect(key: str = "") -> Bound:
    """Make one, as libraries do that keep the type to themselves."""
    return Bound(key)


def traced(function: F) -> F:
    """Wrap a function as libraries do."""

    @functools.wraps(function)
    def call(*args: Any) -> Any:
        return function(*args)

    return call  # type: ignore[return-value]  # it looks the same


async def use(thing: Any) -> None:
    """Use something as its users would; locks and queues so that they have to wait."""
    if isinstance(thing, asyncio.Lock):
        async with thing:
            other = asyncio.create_task(thing.acquire())
            await asyncio.sleep(0)
        await other
        thing.release()
    elif isinstance(thing, asyncio.Queue):
        while not thing.empty():
            thing.get_nowait()
        getter = asyncio.create_task(thing.get())
        await asyncio.sleep(0)
        thing.put_nowait(None)
        await getter
    else:
        await thing.use()


# ----------------------------------------------------------- what the suite calls


async def reach(call: Any, thing: Any, key: str) -> None:
    """Use something; what it raises is for others to judge."""
    call.record("reach", key=key)
    await _used_by(thing, key, call)


def touch(call: Any, thing: object, key: str) -> None:
    """Come near something without using it."""
    call.record("reach", key=key)


def value(call: Any, thing: Any, key: str, shape: str) -> object:
    """Give a fixture's value that is, or holds, something."""
    if not key:
        state = getattr(thing, "state", None)
        loop = None if state is None else state.loop
        call.made_on = call.made_on or loop
        serial = None if state is None else state.serial
        loop_serial = getattr(loop, "serial", None)
        call.record("made thing", made_on=loop_serial, object=serial, shape=shape)
    given = call.value()
    given.used_by = functools.partial(_used_by, thing, key or f"call {call.serial}")
    if not shape:
        return given
    if shape == "bare":
        return thing.view(given)
    return (given, thing)


async def _used_by(thing: Any, key: str, call: Any) -> None:
    on, error = getattr(asyncio.get_running_loop(), "serial", None), None
    try:
        await use(thing)
    except RuntimeError as raised:
        error = str(raised)
    call.record("use", key=key, on=on, error=error)
