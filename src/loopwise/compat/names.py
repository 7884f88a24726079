"""The names of ``pytest_asyncio`` and its plugin, for where it is not installed."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from loopwise.compat.surface import is_async_test

F = TypeVar("F", bound=Callable[..., Any])


class PytestAsyncioError(Exception):
    """The base of what pytest-asyncio raises. Loopwise raises none of it."""


class Mode(str, enum.Enum):  # noqa: UP042 - as pytest-asyncio has it
    """The values of ``asyncio_mode``."""

    AUTO = "auto"
    STRICT = "strict"


class _AsyncTests(type(pytest.Function)):  # type: ignore[misc]  # computed: pytest's is private
    """Whose instances are the async tests, of whatever class pytest made them."""

    def __instancecheck__(cls, item: object) -> bool:
        return isinstance(item, pytest.Item) and is_async_test(item)


class PytestAsyncioFunction(pytest.Function, metaclass=_AsyncTests):
    """For ``isinstance`` alone: the async tests that are run on a loop."""


def fixture(
    fixture_function: F | None = None, loop_scope: str | None = None, **kwargs: Any
) -> Any:
    """Make a fixture of a function, async or sync, that runs on a loop.

    Args:
        fixture_function: The function, where the decorator has no parentheses.
        loop_scope: The narrowest loop scope to run it with.
        **kwargs: What ``pytest.fixture`` takes.
    """
    if fixture_function is None:

        def decorate(decorated: F) -> Any:
            return fixture(decorated, loop_scope=loop_scope, **kwargs)

        return decorate
    function: Any = getattr(fixture_function, "__func__", fixture_function)
    # The names by which pytest-asyncio itself marks them, which Loopwise reads.
    vars(function).update(_force_asyncio_fixture=True, _loop_scope=loop_scope)
    return pytest.fixture(fixture_function, **kwargs)
