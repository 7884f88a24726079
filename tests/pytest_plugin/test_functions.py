"""What can be told of a function without calling it."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from loopwise.loops.users_code import Stop
from loopwise.model.place import Place
from loopwise.pytest_plugin.functions import (
    code_of,
    innermost,
    is_async,
    is_async_inside,
    is_in,
    is_plainly_async,
    names_asked_by,
    place_of,
)
from tests.pytest_plugin import samples
from tests.pytest_plugin.samples import Callee, Holder, decorated

ASYNC = [
    samples.coroutine,
    samples.generator,
    Holder.method,
    Holder().method,
    Holder.static,
    Holder.of_class,
]
SYNC = [samples.sync, samples.sync_generator, Callee(), len, Holder]


@pytest.mark.parametrize("function", ASYNC)
def test_async_functions_are_known(function: Callable[..., Any]) -> None:
    """Coroutine functions and async generator functions are async, bound or not."""
    assert is_async(function)
    assert is_async_inside(function)


@pytest.mark.parametrize("function", SYNC)
def test_sync_functions_are_not_async(function: Callable[..., Any]) -> None:
    """Other functions, and what is none, are not async."""
    assert not is_async(function)
    assert not is_async_inside(function)
    assert not is_plainly_async(function)


def test_wrapper_around_an_async_function_is_async_inside() -> None:
    """A sync wrapper, a partial, and both around each other, are async inside."""
    wrapped = decorated(samples.coroutine)
    partial = functools.partial(wrapped, 1)
    assert not is_async(wrapped)
    for function in (wrapped, partial, decorated(partial), Holder().method):
        assert is_async_inside(function)


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (samples.coroutine, True),
        (samples.generator, True),
        (samples.sync, False),
        (samples.sync_generator, False),
        (decorated(samples.coroutine), False),
    ],
)
def test_quick_look_sees_plain_functions_only(
    function: Callable[..., Any], expected: bool
) -> None:
    """The quick look tells ``async def`` from all else, and follows no wrapper."""
    assert is_plainly_async(function) is expected


def test_innermost_follows_all_that_wraps() -> None:
    """Wrappers, partials and methods are followed to the function in them."""
    assert innermost(samples.sync) is samples.sync
    assert innermost(decorated(decorated(samples.sync))) is samples.sync
    partial = functools.partial(decorated(functools.partial(samples.sync)))
    assert innermost(partial) is samples.sync
    assert innermost(Holder().method) is Holder.method


def test_circle_of_wrappers_ends() -> None:
    """A wrapper that claims to wrap itself does not hang."""

    def circle() -> None: ...

    circle.__wrapped__ = circle  # type: ignore[attr-defined]  # as a user's mistake
    assert innermost(circle) is circle


def test_mock_is_not_followed() -> None:
    """A mock, which has every attribute, is what it is."""
    made = mock.MagicMock()
    assert innermost(made) is made
    assert code_of(made) is None


def test_place_is_relative_to_the_project() -> None:
    """A function's place is that of its own code, below the project's directory."""
    folder = str(Path(samples.__file__).parent)
    line = inspect.getsourcelines(samples.coroutine)[1]
    for function in (samples.coroutine, decorated(samples.coroutine)):
        assert place_of(function, folder) == Place("samples.py", line)


def test_place_of_what_has_no_code() -> None:
    """What is not written in Python has no line."""
    assert place_of(len, "/") == Place("builtins", 0)
    assert str(place_of(Callee(), "/")) == Callee.__module__


def test_function_that_asks_for_nothing() -> None:
    """A function without ``getfixturevalue`` asks for no name, whatever it says."""

    def test() -> str:
        return "db"

    assert names_asked_by(test) is None
    assert names_asked_by(len) is None


def test_names_asked_for_are_found() -> None:
    """Names are found as arguments, in variables, in tuples and in inner functions."""

    def test(request: pytest.FixtureRequest) -> None:
        request.getfixturevalue("argument")
        kept = "kept"
        request.getfixturevalue(kept)
        for name in ("one", "two"):
            request.getfixturevalue(name)

        def inner() -> Any:
            return request.getfixturevalue("inside")

        inner()

    asked = names_asked_by(test)
    assert asked is not None
    assert {"argument", "kept", "one", "two", "inside"} <= set(asked)
    assert list(asked) == sorted(asked)
    assert names_asked_by(decorated(test)) == asked


def test_name_given_to_an_inner_function_counts() -> None:
    """Names in the outer function count if only an inner one asks."""

    def test(request: pytest.FixtureRequest) -> None:
        def get(name: str) -> Any:
            return request.getfixturevalue(name)

        get("db")

    asked = names_asked_by(test)
    assert asked is not None
    assert "db" in asked


def test_lines_of_a_function() -> None:
    """A stop is in a function from its first line to its last, and nowhere else."""

    def holder() -> Any:
        def inner() -> None:
            return None

        return inner

    lines, first = inspect.getsourcelines(holder)
    last = first + len(lines) - 1
    for line in range(first, last + 1):
        assert is_in(Stop(__file__, line, "holder"), holder)
        assert is_in(Stop(__file__, line, "holder"), decorated(holder))
    assert not is_in(Stop(__file__, first - 1, "holder"), holder)
    assert not is_in(Stop(__file__, last + 1, "holder"), holder)
    assert not is_in(Stop("elsewhere.py", first, "holder"), holder)
    assert not is_in(Stop(__file__, first, "len"), len)
