"""Running a loop inside a running one."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from loopwise.loops.host import Host
from loopwise.loops.reentry import a_loop_runs, outer_loop_aside, run_rounds


def test_running_loop_is_noticed(host: Host) -> None:
    """Inside a loop one runs; outside of it, and when put aside, none does."""

    async def look() -> list[bool]:
        found = [a_loop_runs()]
        with outer_loop_aside():
            found.append(a_loop_runs())
        return [*found, a_loop_runs()]

    assert not a_loop_runs()
    assert host.loop.run_until_complete(look()) == [True, False, True]
    assert not a_loop_runs()


def test_nothing_to_put_aside() -> None:
    """Where no loop runs, putting it aside does nothing."""
    with outer_loop_aside():
        assert not a_loop_runs()
    assert not a_loop_runs()


def test_asyncio_run_works_inside_a_loop_put_aside(host: Host) -> None:
    """``asyncio.run()`` works inside a running loop that was put aside."""

    async def main() -> tuple[str, bool]:
        task = asyncio.current_task()
        with outer_loop_aside():
            found = asyncio.run(asyncio.sleep(0, "inner"))
        await asyncio.sleep(0)
        return found, asyncio.current_task() is task

    assert host.loop.run_until_complete(main()) == ("inner", True)


def test_loop_is_back_though_the_inner_one_fails(host: Host) -> None:
    """An exception inside leaves the outer loop running as before."""

    async def main() -> bool:
        task = asyncio.current_task()
        with pytest.raises(ValueError, match="inner"), outer_loop_aside():
            raise ValueError("inner")
        return asyncio.current_task() is task

    assert host.loop.run_until_complete(main())


def test_callback_without_a_task_may_be_put_aside(host: Host) -> None:
    """A callback of the loop, which is in no task, may put the loop aside too."""
    found: list[str] = []

    def call() -> None:
        with outer_loop_aside():
            found.append(asyncio.run(asyncio.sleep(0, "inner")))

    host.loop.call_soon(call)
    host.loop.run_until_complete(asyncio.sleep(0.001))
    assert found == ["inner"]


def test_every_callback_is_called_once(host: Host) -> None:
    """Callbacks that wait in the queue are called once, by whichever round comes."""
    called: list[int] = []

    async def inner() -> None:
        await asyncio.sleep(0.001)

    async def main() -> None:
        loop = asyncio.get_running_loop()
        for number in range(20):
            loop.call_soon(called.append, number)
        task = loop.create_task(inner())
        with outer_loop_aside():
            run_rounds(loop, task)
        called.append(20)

    host.loop.call_soon(called.append, -1)
    host.loop.run_until_complete(main())
    assert called == list(range(-1, 21))


def test_calls_made_by_several_tasks_at_once(host: Host) -> None:
    """Tasks that each run rounds of their loop end in the reverse order, and all do."""
    ended: list[int] = []

    async def main(number: int) -> None:
        loop = asyncio.get_running_loop()
        task = loop.create_task(asyncio.sleep(0.001 * number))
        with outer_loop_aside():
            run_rounds(loop, task)
        ended.append(number)
        await asyncio.sleep(0)

    async def all_of_them() -> None:
        await asyncio.gather(*(main(number) for number in range(1, 6)))

    host.loop.run_until_complete(asyncio.wait_for(all_of_them(), 30))
    assert sorted(ended) == [1, 2, 3, 4, 5]


class _Strange:
    """A loop without rounds that could be run one by one."""


def test_loop_of_another_kind_is_refused(host: Host) -> None:
    """A loop whose rounds can't be run is named, with what to do."""
    future: asyncio.Future[Any] = host.loop.create_future()
    with pytest.raises(RuntimeError, match=r"_Strange.*ask for it as a parameter"):
        run_rounds(_Strange(), future)  # type: ignore[arg-type]  # as somebody's would
