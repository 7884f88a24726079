"""Loops: where each was made, and what a person calls it."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from loopwise.provenance.births import UNKNOWN, Births
from tests.provenance.lines import line_of


@pytest.fixture
def births() -> Iterator[Births]:
    """Watch for loops, and stop."""
    births = Births()
    births.watch()
    yield births
    births.stop_watching()


async def its_own() -> asyncio.AbstractEventLoop:
    """Give the loop that runs."""
    return asyncio.get_running_loop()


def run_one() -> asyncio.AbstractEventLoop:
    """Make a loop as most do, and give it when it is closed."""
    return asyncio.run(its_own())


def test_loop_is_known_by_the_line_that_led_to_it(births: Births) -> None:
    """A loop that ``asyncio.run`` made is of the line that called that."""
    loop = run_one()
    stop = births.of(loop).stop
    assert stop is not None
    assert stop.file == __file__
    assert stop.line == line_of(run_one, "asyncio.run")
    assert stop.function == "run_one"
    assert not births.of(loop).is_in_thread
    assert births.describe(loop) == f"a loop made at {births.place(loop)}"


def test_name_goes_before_the_line(births: Births) -> None:
    """A loop that got a name is called so, also when it is closed, and has no line."""
    loop = run_one()
    births.name(loop, "the session loop")
    assert loop.is_closed()
    assert births.describe(loop) == "the session loop"
    assert births.place(loop) is None


def test_loop_that_was_expected(births: Births) -> None:
    """Nobody looks for the line of a loop that its maker names."""
    with births.expected():
        loop = asyncio.new_event_loop()
    assert births.of(loop).stop is None
    births.name(loop, "the own loop of test_one")
    assert births.describe(loop) == "the own loop of test_one"
    loop.close()


def test_loop_of_another_thread(births: Births) -> None:
    """A loop that the user's code makes in a thread is of its line there."""
    made: list[asyncio.AbstractEventLoop] = []
    thread = threading.Thread(target=lambda: made.append(run_one()))
    thread.start()
    thread.join()
    (loop,) = made
    assert births.of(loop).is_in_thread
    place = births.place(loop)
    assert births.describe(loop) == f"a loop in another thread, made at {place}"


def test_loop_of_a_librarys_thread(births: Births) -> None:
    """One that a library makes in its thread is of the line that waits for it."""
    with ThreadPoolExecutor(1) as pool:
        loop = pool.submit(asyncio.run, its_own()).result()
    assert births.of(loop).is_in_thread
    stop = births.of(loop).stop
    assert stop is not None
    assert stop.file == __file__
    assert stop.function == "test_loop_of_a_librarys_thread"


def test_loops_are_not_kept(births: Births) -> None:
    """What is remembered of a loop is gone when the loop is."""
    before = len(births.loops())
    loop = run_one()
    assert len(births.loops()) == before + 1
    del loop
    gc.collect()
    assert len(births.loops()) == before


def test_loop_made_before() -> None:
    """Of a loop that nobody saw only that is said."""
    births, loop = Births(), asyncio.new_event_loop()
    assert births.describe(loop) == UNKNOWN
    assert births.place(loop) is None
    loop.close()


def test_uvloops_loops_are_unknown(births: Births) -> None:
    """Loops that are no asyncio loops inside are not noticed, and can be named."""
    uvloop = pytest.importorskip("uvloop")
    loop = uvloop.new_event_loop()
    assert births.describe(loop) == UNKNOWN
    births.name(loop, "the session loop")
    assert births.describe(loop) == "the session loop"
    loop.close()


def test_asyncio_is_left_as_it_was() -> None:
    """After watching, asyncio's own class is what it was before."""
    before = asyncio.BaseEventLoop.__init__
    births = Births()
    births.watch()
    births.watch()
    assert asyncio.BaseEventLoop.__init__ is not before
    births.stop_watching()
    assert asyncio.BaseEventLoop.__init__ is before
    births.stop_watching()
    assert asyncio.BaseEventLoop.__init__ is before


def test_somebody_elses_change_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """What somebody has put in the place of the method meanwhile stays."""
    before = asyncio.BaseEventLoop.__init__
    births = Births()
    births.watch()

    def theirs(loop: asyncio.BaseEventLoop) -> None:
        before(loop)

    monkeypatch.setattr(asyncio.BaseEventLoop, "__init__", theirs)
    births.stop_watching()
    assert asyncio.BaseEventLoop.__init__ is theirs
    monkeypatch.undo()
    asyncio.BaseEventLoop.__init__ = before  # type: ignore[method-assign]  # undo gave ours
