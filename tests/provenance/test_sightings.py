"""Objects of other loops in the frames of a traceback."""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator
from types import TracebackType

import pytest

from loopwise.provenance.sightings import (
    at_work_in,
    loop_that_ran,
    loops_seen,
    sightings,
    users_stops,
)
from loopwise.resources.catalog import Catalog
from tests.provenance.lines import line_of


@pytest.fixture
def other() -> Iterator[AbstractEventLoop]:
    """Open another loop and close it."""
    opened = asyncio.new_event_loop()
    yield opened
    opened.close()


class Keeps:
    """Keeps a future, and the loop that runs."""

    def __init__(self, future: object) -> None:
        self.future = future
        self.here: AbstractEventLoop | None = None

    async def use(self) -> None:
        """Fail on the future, which no variable has."""
        self.here = asyncio.get_running_loop()
        await asyncio.sleep(0)
        raise RuntimeError("it failed")


def traceback_of(function: Callable[[], object]) -> TracebackType | None:
    """Give the traceback that a call ends with."""
    with pytest.raises(RuntimeError) as found:
        function()
    return found.value.__traceback__


def test_loop_that_ran(other: AbstractEventLoop) -> None:
    """The innermost loop that was running shows in the traceback."""
    keeps = Keeps(None)
    traceback = traceback_of(lambda: other.run_until_complete(keeps.use()))
    assert loop_that_ran(traceback) is other
    assert loop_that_ran(None) is None


def test_attributes_of_self_are_seen(other: AbstractEventLoop) -> None:
    """What a method awaits is found as the attribute that it is."""
    keeps = Keeps(other.create_future())
    traceback = traceback_of(lambda: asyncio.run(keeps.use()))
    (seen,) = [
        one
        for one in sightings(traceback, keeps.here, Catalog())
        if one.name == "self.future"
    ]
    assert seen.thing is keeps.future
    assert seen.loop is other
    assert seen.is_users


def test_loop_of_the_failure_is_no_other(other: AbstractEventLoop) -> None:
    """What belongs to the loop that ran is not seen."""
    keeps = Keeps(other.create_future())
    traceback = traceback_of(lambda: other.run_until_complete(keeps.use()))
    seen = sightings(traceback, other, Catalog())
    assert all(one.thing is not keeps.future for one in seen)


def test_each_object_is_seen_once(other: AbstractEventLoop) -> None:
    """An object that several variables have is given by the innermost."""

    async def inner(given: object) -> None:
        await asyncio.sleep(0)
        raise RuntimeError(str(given is None))

    async def outer() -> None:
        future = other.create_future()
        await inner(future)

    traceback = traceback_of(lambda: asyncio.run(outer()))
    (seen,) = [
        one for one in sightings(traceback, None, Catalog()) if one.loop is other
    ]
    assert seen.name == "given"


def test_closed_loop_that_was_called() -> None:
    """A closed loop is seen in the frames of its own methods."""
    closed = asyncio.new_event_loop()
    closed.close()
    traceback = traceback_of(lambda: closed.call_soon(print))
    assert closed in loops_seen(traceback, None)
    assert loops_seen(traceback, closed) == []


def test_users_stops_are_given_from_the_outside() -> None:
    """Stops are in the user's own code alone, the innermost last."""
    keeps = Keeps(None)
    stops = users_stops(traceback_of(lambda: asyncio.run(keeps.use())))
    assert stops[-1].function == "Keeps.use"
    assert stops[-1].line == line_of(Keeps.use, "raise")
    assert {stop.file for stop in stops} == {__file__}


def test_objects_at_work_are_libraries(other: AbstractEventLoop) -> None:
    """What libraries' methods were called on is given, the innermost first."""
    lock = asyncio.Lock()

    async def contend() -> None:
        async def hold() -> None:
            async with lock:
                await asyncio.sleep(0)

        await asyncio.gather(hold(), hold())

    other.run_until_complete(contend())
    traceback = traceback_of(lambda: asyncio.run(contend()))
    assert lock in at_work_in(traceback)
    assert all(not isinstance(one, Keeps) for one in at_work_in(traceback))
