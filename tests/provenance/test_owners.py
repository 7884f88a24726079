"""Ways from what the user knows by name to an object."""

from __future__ import annotations

import asyncio
import functools
import time
from collections import deque
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest

from loopwise.model.place import Place
from loopwise.model.step import Step
from loopwise.provenance.owners import Root, any_of, on, owner_of, same


def root(value: Any, name: str = "app.thing") -> Root:
    """Give something that the user knows."""
    return Root(Step(name, Place("app.py", 1), "resource"), value)


class Thing:
    """What is looked for."""


class Slotted:
    """Keeps it in a slot."""

    __slots__ = ("empty", "kept")

    def __init__(self, kept: object) -> None:
        self.kept = kept


class Bound:
    """Has a method."""

    def __init__(self, kept: object) -> None:
        self.kept = kept

    def method(self) -> None:
        """Do nothing."""


def closure(kept: object) -> Callable[[], object]:
    """Give a function that has it in its closure."""
    return lambda: kept


def default(kept: object) -> Callable[..., object]:
    """Give a function that has it as its default."""

    def function(given: object = kept) -> object:
        return given

    return function


def cached(kept: object) -> Callable[..., object]:
    """Give a function whose cache has it."""

    @functools.lru_cache
    def function() -> object:
        return closure(kept)()

    function()
    return function


class Holds:
    """A class that has it itself."""


def of_class(kept: object) -> type:
    """Give a class that has it."""
    return type("Kept", (Holds,), {"kept": kept, "__module__": __name__})


@pytest.mark.parametrize(
    ("keep", "path"),
    [
        (lambda thing: thing, ""),
        (lambda thing: SimpleNamespace(kept=thing), ".kept"),
        (Slotted, ".kept"),
        (lambda thing: {"a": thing}, "['a']"),
        (lambda thing: {7: [thing]}, "[7][0]"),
        (lambda thing: {(1, 2): thing}, "[…]"),
        (lambda thing: [0, thing], "[1]"),
        (lambda thing: (thing,), "[0]"),
        (lambda thing: deque([thing]), "[0]"),
        (lambda thing: {thing}, ""),
        (lambda thing: frozenset([thing]), ""),
        (closure, ""),
        (default, ""),
        (lambda thing: Bound(thing).method, ".kept"),
        (lambda thing: functools.partial(print, thing), None),
        (cached, None),
        (of_class, ".kept"),
    ],
)
def test_ways(keep: Callable[[object], object], path: str | None) -> None:
    """An object is found wherever Python code keeps it, with how one writes it."""
    thing = Thing()
    owned = owner_of([root(keep(thing))], same(thing))
    assert owned is not None
    assert owned.thing is thing
    assert path is None or owned.path == path


def test_variable_of_a_tasks_code() -> None:
    """What a pending task's code has in hand belongs to who keeps the task."""
    thing = Thing()

    async def work() -> None:
        kept = thing
        await asyncio.sleep(9)
        del kept

    async def main() -> None:
        task = asyncio.create_task(work())
        await asyncio.sleep(0)
        assert owner_of([root(SimpleNamespace(task=task))], same(thing)) is not None
        task.cancel()

    asyncio.run(main())


def test_nearest_goes_first() -> None:
    """Of several that have it the one with the shorter way is given."""
    thing = Thing()
    far, near = root([[thing]], "far"), root([thing], "near")
    owned = owner_of([far, near], same(thing))
    assert owned is not None
    assert owned.root is near


def test_loops_are_found_and_not_walked() -> None:
    """A loop can be what is looked for, but leads to nothing."""
    loop, thing = asyncio.new_event_loop(), Thing()
    loop.kept = thing  # type: ignore[attr-defined]  # as some do
    held = root(SimpleNamespace(loop=loop))
    assert owner_of([held], on(loop)) is not None
    assert owner_of([held], same(thing)) is None
    loop.close()


def test_any_of_several() -> None:
    """What is looked for may be one of several objects."""
    first, second = Thing(), Thing()
    owned = owner_of([root([second])], any_of([first, second]))
    assert owned is not None
    assert owned.thing is second


def fail(*_: object, **__: object) -> NoReturn:
    """Stand for code of the user's that must not be run."""
    raise AssertionError("the user's code was run")


class Hostile:
    """Fails at whatever it is asked."""

    __getattr__ = __eq__ = __iter__ = __len__ = __bool__ = __repr__ = __str__ = fail
    __hash__ = __call__ = __contains__ = __dir__ = __reduce__ = fail

    def __getattribute__(self, name: str) -> object:
        fail()

    @property
    def value(self) -> object:
        """Fail, too."""
        fail()

    @property  # type: ignore[misc]  # it says what it likes
    def __class__(self) -> type:
        fail()


class HostileDict(dict[str, object]):
    """A dict with code of its own."""

    __iter__ = items = keys = values = __getitem__ = __len__ = fail


class HostileList(list[object]):
    """A list with code of its own."""

    __iter__ = __getitem__ = __len__ = fail


def test_no_code_of_the_users_is_run() -> None:
    """What is passed on the way is looked at, and never asked."""
    thing, hostile = Thing(), Hostile()
    object.__setattr__(hostile, "kept", HostileDict(a=HostileList([thing])))
    owned = owner_of([root([hostile])], same(thing))
    assert owned is not None
    assert owned.path == "[0].kept['a'][0]"


def test_circle_ends() -> None:
    """Objects that lead to each other are passed once."""
    first: list[object] = []
    first.append({"first": first, "more": [first]})
    assert owner_of([root(first)], same(Thing())) is None


def test_deep_chain_has_an_end() -> None:
    """What is too many steps away is not found, and a long way is no fault."""
    thing = Thing()
    chain: object = thing
    for _ in range(5000):
        chain = [chain]
    assert owner_of([root(chain)], same(thing)) is None
    assert owner_of([root([[[thing]]])], same(thing), deepest=2) is None
    assert owner_of([root([[[thing]]])], same(thing), deepest=3) is not None


def test_many_objects_have_an_end() -> None:
    """A search ends after so many objects, in a time that nobody minds."""
    begin = time.perf_counter()
    many = root([[] for _ in range(200_000)])
    assert owner_of([many], same(Thing())) is None
    assert time.perf_counter() - begin < 5
