"""Ctrl-C while a loop runs, with real signals."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from contextvars import copy_context

import pytest

from loopwise.loops import host as host_module
from loopwise.loops.host import Host

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")


def ctrl_c() -> None:
    """Send this process what the terminal sends it."""
    os.kill(os.getpid(), signal.SIGINT)


@pytest.fixture(autouse=True)
def _python_handles_ctrl_c() -> None:
    """Each test starts, and must end, with Python's own handler."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def handler_is_back() -> bool:
    """Tell whether Python's own handler is in its place again."""
    return signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_interrupt_of_a_waiting_task_runs_its_cleanup(host: Host) -> None:
    """Ctrl-C cancels the task, lets it clean up, and is raised when it has ended."""
    seen: list[str] = []

    async def wait() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.01)
            seen.append("cleaned up")

    host.loop.call_later(0.01, ctrl_c)
    with pytest.raises(KeyboardInterrupt):
        host.run(wait(), copy_context())
    assert seen == ["cleaned up"]
    assert handler_is_back()
    assert host.run(asyncio.sleep(0, "fine"), copy_context()) == "fine"


def test_interrupt_wakes_a_loop_that_has_nothing_to_do(host: Host) -> None:
    """Ctrl-C ends a wait for events that would never end by itself."""
    timer = threading.Timer(0.05, ctrl_c)
    timer.start()

    async def wait() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(KeyboardInterrupt):
        host.run(wait(), copy_context())
    timer.join()


def test_interrupt_in_the_tasks_own_code_ends_it_there(host: Host) -> None:
    """Ctrl-C while the task's code runs is raised at that line."""
    seen: list[str] = []

    async def work() -> None:
        try:
            ctrl_c()
            while True:
                pass
        except KeyboardInterrupt:
            seen.append("at its line")
            raise

    with pytest.raises(KeyboardInterrupt):
        host.run(work(), copy_context())
    assert seen == ["at its line"]
    assert host.run(asyncio.sleep(0, "fine"), copy_context()) == "fine"


def test_interrupt_counts_though_the_task_ends_well(host: Host) -> None:
    """A task that swallows its cancellation does not swallow Ctrl-C."""

    async def swallow() -> str:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            return "never mind"
        return ""

    host.loop.call_later(0.01, ctrl_c)
    with pytest.raises(KeyboardInterrupt):
        host.run(swallow(), copy_context())


def test_interrupt_counts_though_the_cleanup_fails(
    host: Host, caplog: pytest.LogCaptureFixture
) -> None:
    """A cleanup that raises does not hide Ctrl-C, nor is it logged as lost."""

    async def fail() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            raise ValueError("in cleanup")

    host.loop.call_later(0.01, ctrl_c)
    with pytest.raises(KeyboardInterrupt):
        host.run(fail(), copy_context())
    host.close()
    assert caplog.text == ""


def test_second_interrupt_is_raised_at_once(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C again does not wait for a task that ignores the first one."""
    monkeypatch.setattr(host_module, "GRACE", 0.05)
    ignored: list[int] = []

    async def ignore() -> None:
        while len(ignored) < 2:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                ignored.append(1)
        await asyncio.sleep(60)

    host.loop.call_later(0.01, ctrl_c)
    host.loop.call_later(0.05, ctrl_c)
    with pytest.raises(KeyboardInterrupt):
        host.run(ignore(), copy_context())
    assert handler_is_back()


def test_interrupt_leaves_other_tasks_alone(host: Host) -> None:
    """Ctrl-C ends what the host waits for; what else is on the loop lives on."""

    async def beat() -> str:
        await asyncio.sleep(0.05)
        return "alive"

    task = host.start(beat(), copy_context())
    host.loop.call_later(0.01, ctrl_c)
    with pytest.raises(KeyboardInterrupt):
        host.run(asyncio.sleep(60), copy_context())
    assert host.wait(task, task) == "alive"


@pytest.mark.parametrize("same", [True, False], ids=["same loop", "another loop"])
def test_interrupt_of_a_nested_run_ends_both(host: Host, same: bool) -> None:
    """Ctrl-C during an inner run ends the inner task first, then the outer one."""
    inner = host if same else Host("inner")
    seen: list[str] = []

    async def wait() -> None:
        inner.loop.call_later(0.01, ctrl_c)
        try:
            await asyncio.sleep(60)
        finally:
            seen.append("inner")

    async def main() -> None:
        try:
            inner.run(wait(), copy_context())
        finally:
            seen.append("outer")

    with pytest.raises(KeyboardInterrupt):
        host.run(main(), copy_context())
    assert seen == ["inner", "outer"]
    assert handler_is_back()
    inner.close()


def test_handler_of_the_user_stays(host: Host) -> None:
    """A handler that somebody has set gets the signal, and the run goes on."""
    seen: list[int] = []

    def mine(number: int, frame: object) -> None:
        seen.append(number)

    signal.signal(signal.SIGINT, mine)
    host.loop.call_later(0.01, ctrl_c)
    assert host.run(asyncio.sleep(0.05, "fine"), copy_context()) == "fine"
    assert seen == [signal.SIGINT]
    assert signal.getsignal(signal.SIGINT) is mine


def test_handler_that_the_task_sets_is_kept(host: Host) -> None:
    """A handler set during the run is not taken away at its end."""

    def mine(number: int, frame: object) -> None:
        raise AssertionError

    async def set_it() -> None:
        signal.signal(signal.SIGINT, mine)

    host.run(set_it(), copy_context())
    assert signal.getsignal(signal.SIGINT) is mine


def test_handler_is_back_after_every_end(host: Host) -> None:
    """Whether a run ends well or not, Python's handler is back in its place."""

    async def fail() -> None:
        assert not handler_is_back()
        raise ValueError("mine")

    host.run(asyncio.sleep(0), copy_context())
    assert handler_is_back()
    with pytest.raises(ValueError, match="mine"):
        host.run(fail(), copy_context())
    assert handler_is_back()
