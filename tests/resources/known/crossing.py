"""Takes objects from one loop to another, to see whether their row tells the truth."""

from __future__ import annotations

import asyncio
import gc
import inspect
import logging
import re
import sys
import warnings
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from loopwise.resources.bound_type import Binds, BoundType
from loopwise.resources.catalog import Catalog
from loopwise.resources.known import ROWS
from loopwise.resources.objects import is_free, is_open, loop_of

Make = Callable[[], Any]
Use = Callable[[Any], Awaitable[object]]

LIMIT = 5.0
WAITING = 0.5
"""Seconds after which something that a row says waits for ever counts as waiting."""


def row(name: str) -> BoundType:
    return next(one for one in ROWS if one.name == name)


def told(
    name: str, make: Make, use: Use, *, seen: bool = True, after: bool = True
) -> None:
    """See that everything that a row says of an object is so.

    Args:
        name: The row's.
        make: Gives an object, or something awaitable that does; called on a loop.
        use: Uses it for what it is there for.
        seen: Whether its loop can be seen from outside.
        after: Whether it can be used after the first loop; with some, the end of the
            loop ends the connection.
    """
    one = row(name)
    with quiet():
        binds_and_closes(one, make, use, seen=seen)
        crosses(one, make, use, is_closed=False)
        if after:
            crosses(one, make, use, is_closed=True)


def binds_and_closes(one: BoundType, make: Make, use: Use, *, seen: bool) -> None:
    with asyncio.Runner() as first:
        thing = first.run(made(make))
        assert Catalog().of_type(type(thing)) is one
        assert not is_free(one, thing)
        bound = first.get_loop() if one.binds is Binds.CREATION else None
        assert loop_of(one, thing) is bound
        first.run(limited(use(thing), LIMIT))
        if seen:
            assert loop_of(one, thing) is first.get_loop()
        if one.close:
            first.run(close(one, thing))
            assert not is_open(one, thing)


def crosses(one: BoundType, make: Make, use: Use, *, is_closed: bool) -> None:
    with asyncio.Runner() as first, asyncio.Runner() as second:
        thing = first.run(made(make))
        first.run(limited(use(thing), LIMIT))
        if is_closed:
            first.close()
        happened = failure(second, use(thing), one)
        if one.error.startswith("no error"):
            assert "TimeoutError" in happened
        else:
            assert any(words in happened for words in quoted(one.error)), happened
        if one.close and not is_closed:
            failure(first, close(one, thing), one)


def works_on_any(make: Make, use: Use) -> Any:
    """Use an object on two loops, after the first is closed too; give the object."""
    with asyncio.Runner() as second:
        with asyncio.Runner() as first:
            thing = first.run(made(make))
            first.run(limited(use(thing), LIMIT))
            second.run(limited(use(thing), LIMIT))
            first.run(limited(use(thing), LIMIT))
        second.run(limited(use(thing), LIMIT))
    return thing


async def made(make: Make) -> Any:
    thing = make()
    return await thing if inspect.iscoroutine(thing) else thing


async def limited(used: Awaitable[object], limit: float) -> object:
    return await asyncio.wait_for(used, limit)


async def close(one: BoundType, thing: Any) -> None:
    for name in one.close.split():
        closing = getattr(thing, name)()
        if inspect.isawaitable(closing):
            await asyncio.wait_for(closing, LIMIT)


def failure(runner: asyncio.Runner, used: Awaitable[object], one: BoundType) -> str:
    """Give what went wrong, with its causes, without what keeps them alive."""
    limit = WAITING if one.error.startswith("no error") else LIMIT
    texts = []
    try:
        runner.run(limited(used, limit))
    except Exception as error:  # noqa: BLE001 - it is looked at
        cause: BaseException | None = error
        while cause is not None:
            texts.append(f"{type(cause).__name__}: {cause}")
            cause = cause.__cause__ or cause.__context__
    return "\n".join(texts)


def quoted(text: str) -> list[str]:
    return re.findall('"([^"]+)"', text)


@contextmanager
def quiet() -> Iterator[None]:
    """Let what was left on a closed loop go without complaint."""
    hook = sys.unraisablehook
    logging.disable()  # records keep exceptions, and those what went wrong
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sys.unraisablehook = lambda _: None
        try:
            yield
            for _ in range(3):
                gc.collect()
        finally:
            sys.unraisablehook = hook
            logging.disable(logging.NOTSET)
