"""Functions of every kind, for tests of what can be told of a function."""

from __future__ import annotations

import functools
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any


def sync() -> None:
    """Return."""


async def coroutine() -> int:
    """Return 1."""
    return 1


async def generator() -> AsyncIterator[int]:
    """Yield 1."""
    yield 1


def sync_generator() -> Iterator[int]:
    """Yield 1."""
    yield 1


def decorated(function: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a function in a sync one, as decorators do."""

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return wrapper


class Holder:
    """Has methods of every kind."""

    async def method(self) -> int:
        """Return 2."""
        return 2

    @staticmethod
    async def static() -> int:
        """Return 3."""
        return 3

    @classmethod
    async def of_class(cls) -> int:
        """Return 4."""
        return 4


class Callee:
    """Can be called, but is no function."""

    def __call__(self) -> None:
        """Return."""
