"""Whether an object belongs to a loop."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from loopwise.provenance.bound import bound_to, is_loop, type_name
from loopwise.resources.catalog import Catalog


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Open a loop and close it."""
    opened = asyncio.new_event_loop()
    yield opened
    opened.close()


class Keeps:
    """Has its loop in an attribute."""

    def __init__(self, name: str, loop: object) -> None:
        setattr(self, name, loop)


class Slotted:
    """Has its loop in a slot."""

    __slots__ = ("_loop", "other")

    def __init__(self, loop: object) -> None:
        self._loop = loop


class Proxy:
    """Says that it is whatever one asks for, and must not be asked."""

    @property  # type: ignore[misc]  # it says what it likes
    def __class__(self) -> type:
        raise AssertionError("it was asked")

    def __getattr__(self, name: str) -> object:
        raise AssertionError("it was asked")


def test_loops_are_told_without_a_question(loop: asyncio.AbstractEventLoop) -> None:
    """Only what is a loop by its type counts as one."""
    assert is_loop(loop)
    assert not is_loop(object())
    assert not is_loop(Proxy())
    assert not is_loop(asyncio.AbstractEventLoop)


@pytest.mark.parametrize("name", ["_loop", "loop", "_io_loop", "_event_loop"])
def test_unknown_types_show_their_loop(
    name: str, loop: asyncio.AbstractEventLoop
) -> None:
    """An object of a type that nobody knows belongs to the loop it keeps."""
    assert bound_to(Keeps(name, loop), Catalog()) is loop
    assert bound_to(Keeps(name, "fruit"), Catalog()) is None
    assert bound_to(Keeps("other", loop), Catalog()) is None


def test_slots_are_looked_into(loop: asyncio.AbstractEventLoop) -> None:
    """It may keep it in a slot; one that has no value is passed over."""
    assert bound_to(Slotted(loop), Catalog()) is loop
    assert bound_to(Slotted(None), Catalog()) is None


def test_futures_and_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """What asyncio makes belongs to the loop that it was made for."""
    assert bound_to(loop.create_future(), Catalog()) is loop
    assert bound_to(asyncio.Future(loop=loop), Catalog()) is loop


def test_primitives_before_they_wait() -> None:
    """A lock that nobody has waited for belongs to no loop yet."""
    assert bound_to(asyncio.Lock(), Catalog()) is None
    assert bound_to(Proxy(), Catalog()) is None


def test_type_names(loop: asyncio.AbstractEventLoop) -> None:
    """A type is called as one writes it; those written in C, too."""
    assert type_name(loop.create_future(), Catalog()) == "asyncio.Future"
    assert type_name(asyncio.Lock(), Catalog()) == "asyncio.Lock"
    assert type_name([], Catalog()) == "list"
    assert type_name(Keeps("a", 1), Catalog()) == f"{__name__}.Keeps"
