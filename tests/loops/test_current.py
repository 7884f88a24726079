"""The current event loop: looked at and put back without a trace."""

from __future__ import annotations

import asyncio
import threading
import warnings
from collections.abc import Iterator

import pytest

from loopwise.loops import current
from loopwise.loops.current import Snapshot
from tests.loops.policies import get_policy, set_policy


@pytest.fixture
def _untouched() -> Iterator[None]:
    """Start as a new Python does: nobody has set a loop."""
    before = get_policy()
    set_policy(asyncio.DefaultEventLoopPolicy())
    yield
    set_policy(before)


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """Open a loop that nobody has made current."""
    made = asyncio.new_event_loop()
    yield made
    made.close()


def is_made_on_demand() -> bool:
    """Tell whether asyncio would make a loop for somebody who asks for one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            asyncio.get_event_loop().close()
        except RuntimeError:
            return False
    return True


@pytest.mark.usefixtures("_untouched")
def test_looking_makes_no_loop() -> None:
    """Where no loop is current a look finds none, and makes none."""
    assert current.peek() is None
    assert current.snapshot() == Snapshot(None, was_set=False)
    assert current.peek() is None
    assert is_made_on_demand()


@pytest.mark.usefixtures("_untouched")
def test_restoring_leaves_no_trace(loop: asyncio.AbstractEventLoop) -> None:
    """After a restore asyncio makes a loop on demand again, if it did before."""
    before = current.snapshot()
    current.make_current(loop)
    assert current.peek() is loop
    assert get_policy().get_event_loop() is loop
    current.restore(before)
    assert current.peek() is None
    assert is_made_on_demand()


@pytest.mark.usefixtures("_untouched")
def test_restoring_a_loop_that_was_taken_away() -> None:
    """After a restore asyncio makes no loop on demand, if it did not before."""
    asyncio.set_event_loop(None)
    before = current.snapshot()
    assert before == Snapshot(None, was_set=True)
    current.restore(before)
    assert not is_made_on_demand()


@pytest.mark.usefixtures("_untouched")
def test_restoring_what_was_current(loop: asyncio.AbstractEventLoop) -> None:
    """A loop that was current is so again."""
    current.make_current(loop)
    before = current.snapshot()
    other = asyncio.new_event_loop()
    current.make_current(other)
    current.restore(before)
    assert current.peek() is loop
    other.close()


@pytest.mark.usefixtures("_untouched")
def test_closed_loop_is_not_made_current_again() -> None:
    """A loop that was closed in between is not put back."""
    closed = asyncio.new_event_loop()
    current.make_current(closed)
    before = current.snapshot()
    closed.close()
    current.restore(before)
    assert current.peek() is None


@pytest.mark.usefixtures("_untouched")
def test_look_inside_a_running_loop(loop: asyncio.AbstractEventLoop) -> None:
    """What is current is what was set, whichever loop runs."""
    other = asyncio.new_event_loop()
    current.make_current(other)

    async def look() -> object:
        return current.peek()

    assert loop.run_until_complete(look()) is other
    other.close()


@pytest.mark.usefixtures("_untouched")
def test_each_thread_has_its_own(loop: asyncio.AbstractEventLoop) -> None:
    """What is current in one thread is not so in another."""
    current.make_current(loop)
    found: list[Snapshot] = []
    thread = threading.Thread(target=lambda: found.append(current.snapshot()))
    thread.start()
    thread.join()
    assert found == [Snapshot(None, was_set=False)]


@pytest.mark.usefixtures("_untouched")
def test_asyncio_run_between(loop: asyncio.AbstractEventLoop) -> None:
    """``asyncio.run()``, which takes the current loop away, leaves nothing behind."""
    current.make_current(loop)
    before = current.snapshot()
    asyncio.run(asyncio.sleep(0))
    current.restore(before)
    assert current.peek() is loop


class _Policy(asyncio.DefaultEventLoopPolicy):
    """A policy of the user's."""


@pytest.mark.usefixtures("_untouched")
def test_policy_of_the_user_decides_its_loops() -> None:
    """Only asyncio's own policy is known to make asyncio's own loops."""
    assert current.makes_selector_loops()
    set_policy(_Policy())
    assert not current.makes_selector_loops()
