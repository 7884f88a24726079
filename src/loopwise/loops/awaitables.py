"""What can be awaited: given as it is, or by a function that is called for it."""

from __future__ import annotations

import asyncio
import concurrent.futures
import functools
import inspect
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, TypeVar

from loopwise.loops.users_code import short

T = TypeVar("T")
LAMBDA = "the lambda"
WITH_ARGUMENTS = (
    "It was called without arguments: pass what the call gives, `f(1)`, or "
    "`functools.partial(f, 1)`."
)


def awaitable_of(given: Awaitable[T] | Callable[[], Awaitable[T]]) -> Awaitable[T]:
    """Give what to await: ``given`` itself, or what calling it gives.

    An awaitable that can be called, too, is not called.

    Raises:
        TypeError: there is nothing to await; the text says what to pass.
    """
    if inspect.isawaitable(given):
        return given
    call: object = given
    if not callable(call):
        raise TypeError(
            f"{_described(given)} can neither be awaited nor called; {_hint(given)}"
        )
    try:
        made: Any = call()
    except TypeError as error:
        inside = error.__traceback__ and error.__traceback__.tb_next
        if inside is None:  # it is the call that failed, not the function
            error.add_note(WITH_ARGUMENTS)
        raise
    if inspect.isawaitable(made):
        return made
    hint = _hint(made, name_of(given))
    raise TypeError(
        f"{name_of(given)} returned {_described(made)}, which cannot be awaited; {hint}"
    )


def name_of(given: object) -> str:
    """Call it what its author calls it: the function, or the type of an object."""
    while isinstance(given, functools.partial):
        given = given.func
    if isinstance(given, asyncio.Task):
        given = given.get_coro()
    name = getattr(given, "__qualname__", None)
    found = short(name if isinstance(name, str) else type(given).__qualname__)
    return {"_GatheringFuture": "gather", "<lambda>": LAMBDA}.get(found, found)


def _described(value: object) -> str:
    if value is None:
        return "None"
    name = type(value).__qualname__
    return f"{'an' if name[:1] in 'AEIOaeio' else 'a'} {name}"


def _hint(value: object, function: str | None = None) -> str:
    """Say what to pass instead."""
    if inspect.isasyncgen(value):
        return "pass what takes one value from it: `anext(…)`"
    if isinstance(value, concurrent.futures.Future):
        return "pass `asyncio.wrap_future(…)`"
    if isinstance(value, (list, tuple, set)) and _all_awaitable(value):
        return "pass `asyncio.gather(*…)`"
    if function is not None:
        function = function if function.isidentifier() else "f"
        return (
            "let it return what is to be awaited, or pass "
            f"`asyncio.to_thread({function})` to wait for sync code"
        )
    return "pass a coroutine, `f()`, or the async function itself, `f`"


def _all_awaitable(values: Iterable[Any]) -> bool:
    return all(inspect.isawaitable(value) for value in values)
