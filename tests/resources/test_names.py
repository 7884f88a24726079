"""A pattern names what is defined in a module or below it."""

from __future__ import annotations

import asyncio
import functools
import queue

import pytest

from loopwise.resources.names import matches, names_of


@pytest.mark.parametrize(
    ("pattern", "module", "qualname", "expected"),
    [
        ("asyncio:Lock", "asyncio", "Lock", True),
        ("asyncio:Lock", "asyncio.locks", "Lock", True),
        ("asyncio:Lock", "asynciox", "Lock", False),
        ("asyncio.locks:Lock", "asyncio", "Lock", False),
        ("asyncio:Lock", "asyncio.locks", "RLock", False),
        ("asyncio:Loop.make", "asyncio.loops", "Loop.make", True),
        ("asyncio:Loop.make", "asyncio.loops", "make", False),
        ("websockets::connect", "websockets", "connect", True),
        ("websockets::connect", "websockets.sync.client", "connect", False),
    ],
)
def test_match(pattern: str, module: str, qualname: str, expected: bool) -> None:
    """One colon takes what lies below a module with it, two colons do not."""
    assert matches(pattern, module, qualname) is expected


def test_names_of_what_has_names() -> None:
    """Classes, functions and bound methods have the names of their definition."""
    assert names_of(asyncio.Lock) == ("asyncio.locks", "Lock")
    assert names_of(asyncio.gather) == ("asyncio.tasks", "gather")
    assert names_of(queue.Queue().get) == ("queue", "Queue.get")


def test_names_of_what_has_none() -> None:
    """An object that was not defined anywhere has no names."""
    assert names_of(functools.partial(print)) is None
    assert names_of(3) is None
