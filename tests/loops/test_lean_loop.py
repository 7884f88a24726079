"""The lean loop: all that asyncio's own does, with sockets made when needed."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from loopwise.loops.lean_loop import LeanLoop, is_known

pytestmark = pytest.mark.skipif(not is_known(), reason="another kind of selector")
FILES = Path("/proc/self/fd")


@pytest.fixture
def loop() -> Iterator[LeanLoop]:
    """Open a lean loop and close it."""
    made = LeanLoop()
    yield made
    made.run_until_complete(made.shutdown_default_executor())
    made.close()


def open_files() -> int:
    """Count the file descriptors of this process."""
    return len(list(FILES.iterdir()))


def has_sockets(loop: LeanLoop) -> bool:
    """Tell whether the sockets were made."""
    return loop._csock is not None


def test_short_run_makes_no_sockets(loop: LeanLoop) -> None:
    """A coroutine that needs no wake-up runs without the sockets."""
    assert loop.run_until_complete(asyncio.sleep(0.001, "fine")) == "fine"
    assert not has_sockets(loop)


def test_other_thread_wakes_the_loop(loop: LeanLoop) -> None:
    """A call from another thread ends a wait that was to take long."""
    future = loop.create_future()
    timer = threading.Timer(
        0.02, lambda: loop.call_soon_threadsafe(future.set_result, "woken")
    )
    timer.start()
    started = time.monotonic()
    assert loop.run_until_complete(asyncio.wait_for(future, 30)) == "woken"
    assert time.monotonic() - started < 10
    timer.join()


def test_many_threads_wake_the_loop(loop: LeanLoop) -> None:
    """Threads that call at the same time make one pair of sockets between them."""
    number = 16
    all_done = asyncio.Event()
    before = open_files() if FILES.exists() else 0
    done: list[int] = []
    barrier = threading.Barrier(number)

    def call(one: int) -> None:
        barrier.wait()
        loop.call_soon_threadsafe(note, one)

    def note(one: int) -> None:
        done.append(one)
        if len(done) == number:
            all_done.set()

    threads = [threading.Thread(target=call, args=(one,)) for one in range(number)]
    for thread in threads:
        thread.start()

    loop.run_until_complete(asyncio.wait_for(all_done.wait(), 30))
    for thread in threads:
        thread.join()
    assert sorted(done) == list(range(number))
    if FILES.exists():
        assert open_files() == before + 2


def test_work_in_threads_comes_back(loop: LeanLoop) -> None:
    """The result of a thread arrives, and wakes a loop that has nothing else to do."""
    found = loop.run_until_complete(loop.run_in_executor(None, lambda: 7))
    assert found == 7


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_signal_handler_is_called(loop: LeanLoop) -> None:
    """A handler added to the loop gets its signal while the loop waits."""
    future = loop.create_future()
    loop.add_signal_handler(signal.SIGUSR1, future.set_result, "signal")
    timer = threading.Timer(0.02, os.kill, (os.getpid(), signal.SIGUSR1))
    timer.start()
    found = loop.run_until_complete(asyncio.wait_for(future, 30))
    timer.join()
    assert loop.remove_signal_handler(signal.SIGUSR1)
    assert found == "signal"


def test_subprocess_is_awaited(loop: LeanLoop) -> None:
    """The end of a process arrives."""

    async def run() -> int:
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", "exit(3)")
        return await process.wait()

    assert loop.run_until_complete(asyncio.wait_for(run(), 60)) == 3


def test_streams_are_read(loop: LeanLoop) -> None:
    """A server and its client speak to each other on the loop."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write((await reader.readline()).upper())
        await writer.drain()
        writer.close()
        await writer.wait_closed()

    async def main() -> bytes:
        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        host, port = server.sockets[0].getsockname()
        async with server:
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(b"hello\n")
            found = await reader.readline()
            writer.close()
            await writer.wait_closed()
        return found

    assert loop.run_until_complete(asyncio.wait_for(main(), 30)) == b"HELLO\n"


@pytest.mark.skipif(not FILES.exists(), reason="needs /proc")
@pytest.mark.parametrize("woken", [True, False], ids=["woken", "never woken"])
def test_closed_loop_leaves_no_files_open(woken: bool) -> None:
    """Closing gives back every file, whether or not the sockets were made."""
    before = open_files()
    loop = LeanLoop()
    if woken:
        loop.call_soon_threadsafe(lambda: None)
        assert has_sockets(loop)
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()
    loop.close()
    assert open_files() == before


def test_closed_loop_is_not_woken() -> None:
    """A call from a thread that comes too late is refused and makes no sockets."""
    loop = LeanLoop()
    loop.close()
    with pytest.raises(RuntimeError, match="closed"):
        loop.call_soon_threadsafe(lambda: None)
    assert not has_sockets(loop)


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_signal_while_the_sockets_are_made() -> None:
    """A signal whose handler wakes the loop may arrive while the sockets are made."""
    program = """
import asyncio, faulthandler, os, signal
from loopwise.loops.lean_loop import LeanLoop

faulthandler.dump_traceback_later(10, exit=True)
loop = LeanLoop()
woken = []
signal.signal(
    signal.SIGUSR1, lambda *_: loop.call_soon_threadsafe(woken.append, "woken")
)
plain = asyncio.SelectorEventLoop._make_self_pipe

def make(self):
    os.kill(os.getpid(), signal.SIGUSR1)
    plain(self)

asyncio.SelectorEventLoop._make_self_pipe = make
loop.call_soon_threadsafe(woken.append, "called")
asyncio.SelectorEventLoop._make_self_pipe = plain
loop.run_until_complete(asyncio.sleep(0))
loop.close()
assert sorted(woken) == ["called", "woken"], woken
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
