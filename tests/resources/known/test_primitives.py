"""asyncio's own objects do what their rows say."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import anyio
import pytest
from anyio.streams.memory import MemoryObjectReceiveStream, MemoryObjectSendStream

from loopwise.resources.bound_type import Binds
from loopwise.resources.catalog import Catalog
from loopwise.resources.objects import is_open, loop_of
from tests.resources.known.crossing import failure, quiet, row, told, works_on_any

Step = Callable[[], object]


async def after(waiting: Coroutine[Any, Any, object], step: Step) -> object:
    """Let something wait, then do what ends its wait."""
    task = asyncio.ensure_future(waiting)
    await asyncio.sleep(0)
    done = step()
    if asyncio.iscoroutine(done):
        await done
    return await task


async def contend(lock: asyncio.Lock | asyncio.Semaphore) -> None:
    await lock.acquire()
    await after(lock.acquire(), lock.release)
    lock.release()


def test_lock() -> None:
    """A lock belongs to the loop on which somebody first had to wait for it."""
    told("asyncio:Lock", asyncio.Lock, contend)


@pytest.mark.parametrize("kind", [asyncio.Semaphore, asyncio.BoundedSemaphore])
def test_semaphore(kind: type[asyncio.Semaphore]) -> None:
    """A semaphore belongs to the loop on which somebody first had to wait for it."""
    told("asyncio:Semaphore", kind, contend)


def test_event() -> None:
    """An event belongs to the loop on which somebody first waited for it."""

    async def wait(event: asyncio.Event) -> None:
        event.clear()
        await after(event.wait(), event.set)

    told("asyncio:Event", asyncio.Event, wait)


def test_condition() -> None:
    """A condition belongs to the loop on which somebody first waited for it."""

    async def wait(condition: asyncio.Condition) -> None:
        async def waiting() -> None:
            async with condition:
                await condition.wait()

        async def notify() -> None:
            async with condition:
                condition.notify()

        await after(waiting(), notify)

    told("asyncio:Condition", asyncio.Condition, wait)


def test_lock_of_a_condition() -> None:
    """A condition belongs to the loop of its lock, too."""

    async def acquire(condition: asyncio.Condition) -> None:
        await condition.acquire()
        await after(condition.acquire(), condition.release)
        condition.release()

    told("asyncio:Condition", asyncio.Condition, acquire)


def test_barrier() -> None:
    """A barrier belongs to the loop on which somebody first waited at it."""

    async def meet(barrier: asyncio.Barrier) -> None:
        await after(barrier.wait(), barrier.wait)

    told("asyncio:Barrier", lambda: asyncio.Barrier(2), meet)


@pytest.mark.parametrize(
    "kind", [asyncio.Queue, asyncio.LifoQueue, asyncio.PriorityQueue]
)
def test_queue(kind: type[asyncio.Queue[int]]) -> None:
    """A queue belongs to the loop on which somebody first had to wait for an item."""

    async def get(queue: asyncio.Queue[int]) -> None:
        await after(queue.get(), lambda: queue.put_nowait(1))

    told("asyncio:Queue", kind, get)


def test_joined_queue() -> None:
    """A queue belongs to the loop on which somebody first waited for its end."""

    async def join(queue: asyncio.Queue[int]) -> None:
        queue.put_nowait(1)

        def take() -> None:
            queue.get_nowait()
            queue.task_done()

        await after(queue.join(), take)

    told("asyncio:Queue", asyncio.Queue[int], join)


@pytest.mark.parametrize("name", ["Lock", "Event", "Condition", "Semaphore"])
def test_harmless_attributes_do_not_bind(name: str) -> None:
    """What a row calls harmless works on another loop and binds nothing."""
    one = row(f"asyncio:{name}")

    async def use_all(thing: Any) -> None:
        if hasattr(thing, "acquire"):
            await thing.acquire()
        for attribute in one.harmless:
            getattr(thing, attribute)()

    assert one.harmless[-1] in {"release", "set"}
    assert loop_of(one, works_on_any(getattr(asyncio, name), use_all)) is None


def test_queue_is_harmless_without_waiting() -> None:
    """What neither waits for an item nor for room binds no queue."""
    one = row("asyncio:Queue")

    async def put_and_get(queue: asyncio.Queue[int]) -> None:
        queue.put_nowait(1)
        assert queue.get_nowait() == queue.qsize() + 1
        queue.task_done()
        assert queue.empty()
        assert not queue.full()

    queue = works_on_any(asyncio.Queue[int], put_and_get)
    assert loop_of(one, queue) is None
    assert {"put_nowait", "get_nowait", "qsize", "task_done"} <= set(one.harmless)


# ------------------------------------------------------------------- futures and tasks


@pytest.mark.parametrize("is_task", [False, True])
def test_future_and_task(is_task: bool) -> None:
    """A future belongs to the loop that made it, until it is done."""

    async def make() -> asyncio.Future[Any]:
        if is_task:
            return asyncio.create_task(asyncio.sleep(60))
        return asyncio.get_running_loop().create_future()

    async def wait(future: asyncio.Future[Any]) -> None:
        await future

    one = row("asyncio:Task" if is_task else "asyncio:Future")
    with quiet(), asyncio.Runner() as first, asyncio.Runner() as second:
        future = first.run(make())
        assert Catalog().of_type(type(future)) is one
        assert one.binds is Binds.CREATION
        assert loop_of(one, future) is first.get_loop()
        assert is_open(one, future)
        assert "attached to a different loop" in failure(second, wait(future), one)
        first.get_loop().call_soon(getattr(future, one.close))
        first.run(asyncio.sleep(0.01))
        assert not is_open(one, future)


def test_done_future_is_harmless() -> None:
    """A future that is done can be awaited on any loop."""

    async def make() -> asyncio.Future[int]:
        future = asyncio.get_running_loop().create_future()
        future.set_result(1)
        return future

    async def wait(future: asyncio.Future[int]) -> None:
        assert await future == 1

    works_on_any(make, wait)


def test_task_group() -> None:
    """A task group belongs to the loop on which it was entered."""
    one = row("asyncio:TaskGroup")
    group = asyncio.TaskGroup()
    assert loop_of(one, group) is None

    async def start() -> None:
        await group.create_task(asyncio.sleep(0))

    async def main(second: asyncio.Runner) -> None:
        async with group:
            assert loop_of(one, group) is asyncio.get_running_loop()
            assert is_open(one, group)
            elsewhere = asyncio.to_thread(failure, second, start(), one)
            assert "different loop" in await elsewhere
        assert not is_open(one, group)

    with quiet(), asyncio.Runner() as first, asyncio.Runner() as second:
        first.run(main(second))


def test_process() -> None:
    """A process belongs to the loop that started it, until it has ended."""
    one = row("asyncio:Process")

    async def make() -> asyncio.subprocess.Process:
        pipe = asyncio.subprocess.PIPE
        return await asyncio.create_subprocess_exec(sys.executable, "-", stdin=pipe)

    async def wait(process: asyncio.subprocess.Process) -> None:
        await process.wait()

    with quiet(), asyncio.Runner() as first, asyncio.Runner() as second:
        process = first.run(make())
        assert loop_of(one, process) is first.get_loop()
        assert is_open(one, process)
        assert "attached to a different loop" in failure(second, wait(process), one)
        process.kill()
        first.run(wait(process))
        assert not is_open(one, process)
        second.run(wait(process))


# ------------------------------------------------------------------------------- anyio


def test_anyio_event() -> None:
    """An event of anyio belongs to the loop on which somebody first waited for it."""

    async def wait(event: anyio.Event) -> None:
        waiting = asyncio.ensure_future(event.wait())
        await asyncio.wait({waiting}, timeout=0.01)
        if waiting.done():
            await waiting
        else:
            waiting.cancel()

    told("anyio:Event", anyio.Event, wait)

    async def make() -> anyio.Event:
        return anyio.Event()

    told("anyio:Event", make, wait)


async def contend_by_anyio(lock: Any) -> None:
    async def hold() -> None:
        async with lock:
            await asyncio.sleep(0)

    await asyncio.gather(hold(), hold(), hold())


async def wait_by_anyio(condition: anyio.Condition) -> None:
    async def waiting() -> None:
        async with condition:
            await condition.wait()

    async def notify() -> None:
        async with condition:
            condition.notify_all()

    await after(waiting(), notify)


Streams = tuple[MemoryObjectSendStream[int], MemoryObjectReceiveStream[int]]


@pytest.mark.parametrize(
    ("make", "use"),
    [
        (anyio.Lock, contend_by_anyio),
        (lambda: anyio.Semaphore(1), contend_by_anyio),
        (lambda: anyio.CapacityLimiter(1), contend_by_anyio),
        (anyio.Condition, wait_by_anyio),
    ],
)
@pytest.mark.parametrize("is_made_on_a_loop", [False, True])
def test_anyio_is_free(
    make: Callable[[], object],
    use: Callable[[Any], Awaitable[None]],
    is_made_on_a_loop: bool,
) -> None:
    """Locks, semaphores and conditions of anyio work on one loop after another."""
    thing = make()
    made = works_on_any(make if is_made_on_a_loop else lambda: thing, use)
    found = Catalog().of_name(type(made).__module__, type(made).__qualname__)
    assert Catalog().of_type(type(made)) is None
    assert found is None or found.binds is Binds.NEVER


def test_anyio_memory_streams_are_free() -> None:
    """A memory stream of anyio works on one loop after another."""

    async def pass_on(streams: Streams) -> None:
        sender, receiver = streams
        await after(receiver.receive(), lambda: sender.send(1))

    make = anyio.create_memory_object_stream[int]
    for stream in works_on_any(make, pass_on):
        assert Catalog().of_type(type(stream)) is None
        stream.close()
