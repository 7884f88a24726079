"""Paths lead from an object to its loop, and tell whether it is free or open."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from loopwise.resources.bound_type import Binds, BoundType, Unless
from loopwise.resources.objects import MISSING, follow, is_free, is_open, loop_of


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    yield made
    made.close()


class Faulty:
    @property
    def state(self) -> object:
        raise RuntimeError("not now")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("name", "x"),
        ("inner.name", "y"),
        ("items[0]", 1),
        ("pairs.values()[0]", 2),
        ("pairs.values()[0].real", 2),
        ("many[0][0]", 3),
        ("make().name", "z"),
        ("_private", 4),
    ],
)
def test_follow(path: str, expected: object) -> None:
    """A path takes attributes, first elements and what calls give."""
    thing = SimpleNamespace(
        name="x",
        inner=SimpleNamespace(name="y"),
        items={1},
        pairs={"key": 2},
        many=[[3]],
        make=lambda: SimpleNamespace(name="z"),
        _private=4,
    )
    assert follow(thing, path) == expected


@pytest.mark.parametrize(
    "path", ["absent", "inner.absent", "items[0]", "name()", "count[0]", "faulty.state"]
)
def test_follow_breaks_off(path: str) -> None:
    """A path that leads nowhere gives nothing, whatever was raised on the way."""
    thing = SimpleNamespace(inner=None, items=[], name="x", count=1, faulty=Faulty())
    assert follow(thing, path) is MISSING


def row(**more: Any) -> BoundType:
    return BoundType(name="shop:Client", binds=Binds.FIRST_USE, **more)


def test_loop_of_takes_the_first_path_that_leads_to_a_loop(
    loop: asyncio.AbstractEventLoop,
) -> None:
    """Paths that lead to nothing, or to something else, are passed over."""
    thing = SimpleNamespace(empty=None, number=3, loop=loop)
    assert loop_of(row(loop=("absent", "empty", "number", "loop")), thing) is loop
    assert loop_of(row(loop=("empty",)), thing) is None
    assert loop_of(row(), thing) is None


def test_is_free_by_type() -> None:
    """An object is free if what its row names is of the type that it names."""

    class Barrier(asyncio.Barrier):
        pass

    one = row(unless=(Unless("inner", "asyncio:Barrier"),))
    assert is_free(one, SimpleNamespace(inner=Barrier(2)))
    assert not is_free(one, SimpleNamespace(inner=asyncio.Lock()))
    assert not is_free(one, SimpleNamespace())


def test_is_free_by_value() -> None:
    """An object is free if what its row names reads as it says."""
    one = row(unless=(Unless("kind", "memory"), Unless("size", "0")))
    assert is_free(one, SimpleNamespace(kind="memory", size=1))
    assert is_free(one, SimpleNamespace(kind="disk", size=0))
    assert not is_free(one, SimpleNamespace(kind="disk", size=1))


def test_is_open(loop: asyncio.AbstractEventLoop) -> None:
    """An object is open while it has a loop and nothing says that it was closed."""
    one = row(loop=("loop",), closed=("is_closed", "not is_connected()"))
    bound: dict[str, Any] = {"loop": loop, "is_connected": lambda: True}
    assert is_open(one, SimpleNamespace(**bound))
    assert is_open(one, SimpleNamespace(**bound, is_closed=False))
    assert not is_open(one, SimpleNamespace(**bound, is_closed=True))
    assert not is_open(one, SimpleNamespace(**{**bound, "is_connected": lambda: False}))
    assert not is_open(one, SimpleNamespace(**{**bound, "loop": None}))


def test_path_that_breaks_off_closes_nothing(loop: asyncio.AbstractEventLoop) -> None:
    """What cannot be asked does not count as closed, negated or not."""
    one = row(loop=("loop",), closed=("absent", "not absent"))
    assert is_open(one, SimpleNamespace(loop=loop))
