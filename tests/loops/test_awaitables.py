"""What can be awaited, and what to pass in place of what cannot."""

from __future__ import annotations

import asyncio
import concurrent.futures
import functools
from collections.abc import AsyncIterator, Generator
from typing import Any
from unittest.mock import AsyncMock

import pytest

from loopwise.loops.awaitables import WITH_ARGUMENTS, awaitable_of, name_of


async def answer(number: int = 42) -> int:
    return number


async def numbers() -> AsyncIterator[int]:
    yield 1


class Query:
    """Can be awaited, and called."""

    def __await__(self) -> Generator[Any, None, str]:
        yield from asyncio.sleep(0).__await__()
        return "awaited"

    def __call__(self) -> str:
        raise AssertionError

    async def run(self) -> str:
        return "ran"


@pytest.mark.parametrize(
    ("given", "result"),
    [
        (answer, 42),
        (functools.partial(answer, 1), 1),
        (lambda: answer(2), 2),
        (Query(), "awaited"),
        (Query, "awaited"),
        (Query().run, "ran"),
        (AsyncMock(return_value=3), 3),
        (numbers().__anext__, 1),
    ],
)
def test_awaitables_and_what_gives_them(given: Any, result: object) -> None:
    """An awaitable is taken as it is, and a callable for the awaitable it returns."""

    async def run() -> object:
        return await awaitable_of(given)

    assert asyncio.run(run()) == result


def test_awaitable_is_given_as_it_is() -> None:
    """A coroutine is given back itself, not wrapped."""
    coroutine = answer()
    assert awaitable_of(coroutine) is coroutine
    coroutine.close()


def printed() -> None:
    """Return nothing."""


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (
            None,
            (
                "None can neither be awaited nor called; "
                "pass a coroutine, `f()`, or the async function itself, `f`"
            ),
        ),
        (
            3,
            (
                "an int can neither be awaited nor called; "
                "pass a coroutine, `f()`, or the async function itself, `f`"
            ),
        ),
        (
            numbers(),
            (
                "an async_generator can neither be awaited nor called; "
                "pass what takes one value from it: `anext(…)`"
            ),
        ),
        (
            numbers,
            (
                "numbers returned an async_generator, which cannot be awaited; "
                "pass what takes one value from it: `anext(…)`"
            ),
        ),
        (
            printed,
            (
                "printed returned None, which cannot be awaited; let it return what is "
                "to be awaited, or pass `asyncio.to_thread(printed)` to wait for "
                "sync code"
            ),
        ),
        (
            lambda: "text",
            (
                "the lambda returned a str, which cannot be awaited; let it return "
                "what is to be awaited, or pass `asyncio.to_thread(f)` to wait for "
                "sync code"
            ),
        ),
        (
            [Query(), Query()],
            "a list can neither be awaited nor called; pass `asyncio.gather(*…)`",
        ),
        (
            concurrent.futures.Future(),
            "a Future can neither be awaited nor called; pass `asyncio.wrap_future(…)`",
        ),
    ],
)
def test_what_cannot_be_awaited_is_named(given: Any, text: str) -> None:
    """Anything else is a TypeError that names what was given, and what to pass."""
    with pytest.raises(TypeError) as caught:
        _ = awaitable_of(given)
    assert str(caught.value) == text


def test_a_function_with_arguments_cannot_be_called() -> None:
    """Where arguments are missing, a note on Python's error says how to give them."""

    async def add(one: int, two: int) -> int:
        return one + two

    with pytest.raises(TypeError, match="2 required positional") as caught:
        _ = awaitable_of(add)  # type: ignore[arg-type]  # that is the mistake
    assert caught.value.__notes__ == [WITH_ARGUMENTS]


def test_errors_of_the_function_are_its_own() -> None:
    """What a callable raises while it runs is passed on without a word added."""

    def broken() -> Any:
        return len(3)  # type: ignore[arg-type]  # raises a TypeError of its own

    with pytest.raises(TypeError, match="has no len") as caught:
        _ = awaitable_of(broken)
    assert not hasattr(caught.value, "__notes__")


def test_names_are_those_in_the_source() -> None:
    """Functions, methods, partials and tasks are called what they are there."""
    coroutine = answer()
    assert name_of(coroutine) == "answer"
    coroutine.close()
    assert name_of(functools.partial(functools.partial(answer), 1)) == "answer"
    assert name_of(Query().run) == "Query.run"
    assert name_of(Query()) == "Query"
    assert name_of(lambda: None) == "the lambda"

    async def inner() -> tuple[str, str]:
        task = asyncio.ensure_future(answer())
        gathered = asyncio.gather(task)
        names = name_of(task), name_of(gathered)
        await gathered
        return names

    assert name_of(inner) == "inner"
    assert asyncio.run(inner()) == ("answer", "gather")
