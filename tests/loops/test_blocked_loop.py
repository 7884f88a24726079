"""What does not give its loop back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from loopwise.loops.blocked_loop import BlockedLoopWatch
from loopwise.loops.users_code import Stop

Told = list[tuple[float, tuple[Stop, ...]]]
LIMIT = 0.1


def watched(main: Callable[[], object]) -> Told:
    """Run something while it is watched, and give what was told."""
    told: Told = []
    watch = BlockedLoopWatch(LIMIT, lambda *what: told.append(what))
    watch.start()
    try:
        main()
    finally:
        watch.stop()
    return told


def sleep() -> None:
    """Block."""
    time.sleep(LIMIT * 4)


def test_a_callback_that_blocks_is_told_once_with_its_line() -> None:
    """It is told with who called it, and for no longer than it took."""

    async def main() -> None:
        sleep()

    ((seconds, stops),) = watched(lambda: asyncio.run(main()))
    assert LIMIT <= seconds <= LIMIT * 4 + 0.05
    assert [stop.function for stop in stops] == ["sleep", "main"]


def test_a_loop_that_waits_is_not_blocked() -> None:
    """Waiting, and many short callbacks, are not told."""

    async def main() -> None:
        await asyncio.sleep(LIMIT * 2)
        end = time.monotonic() + LIMIT * 2
        while time.monotonic() < end:  # noqa: ASYNC110  # many short callbacks
            await asyncio.sleep(0)

    assert watched(lambda: asyncio.run(main())) == []


def test_code_outside_of_loops_may_take_its_time() -> None:
    """Sync code that no loop runs blocks none."""
    assert watched(sleep) == []
