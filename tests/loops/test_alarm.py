"""A signal when the time is up, with real signals."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType

import pytest

from loopwise.loops import alarm
from loopwise.loops.alarm import Alarm

pytestmark = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")


@pytest.fixture(autouse=True)
def _nobody_uses_the_signal() -> Iterator[None]:
    """Each test starts without a handler, and leaves none."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


class Bell(Exception):
    """Raised by an alarm."""


def rings(_: FrameType | None) -> float:
    raise Bell


def wait(seconds: float) -> None:
    """Run in Python for some time, so that signals are handled."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.01)


def test_alarm_interrupts_what_runs() -> None:
    """What the function raises is raised where the main thread is."""
    one = Alarm(rings)
    assert one.set(0.02)
    with pytest.raises(Bell):
        time.sleep(10)
    one.unset()


def test_alarm_is_called_again() -> None:
    """The function is called after the time, and again when it wants to be."""
    seen: list[str | None] = []

    def call(frame: FrameType | None) -> float:
        seen.append(frame and frame.f_code.co_name)
        return 0.02

    one = Alarm(call)
    assert one.set(0.02)
    wait(0.2)
    one.unset()
    count = len(seen)
    assert count > 2
    assert set(seen) == {"wait"}
    wait(0.1)
    assert len(seen) == count


def test_alarm_that_is_unset_is_not_called() -> None:
    """An alarm that is unset in time does nothing, and leaves no timer."""
    one = Alarm(rings)
    assert one.set(0.05)
    one.unset()
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)
    wait(0.1)


def test_signal_that_comes_late_is_nobodys() -> None:
    """A signal that was on its way when the alarm was unset does nothing."""
    one = Alarm(rings)
    assert one.set(10)
    one.unset()
    os.kill(os.getpid(), signal.SIGALRM)


def test_inner_alarm_lets_the_outer_one_see_what_it_missed() -> None:
    """Of two alarms the inner one is called, and then, at once, the outer one."""
    seen: list[str] = []

    def calls(name: str) -> Alarm:
        def call(_: FrameType | None) -> float:
            seen.append(name)
            return 10

        return Alarm(call)

    outer, inner = calls("outer"), calls("inner")
    assert outer.set(0.02)
    assert inner.set(0.05)
    wait(0.1)
    assert seen == ["inner"]
    inner.unset()
    wait(0.05)
    assert seen == ["inner", "outer"]
    outer.unset()


def test_signal_that_somebody_uses_is_left_alone() -> None:
    """Where there is a handler, or a timer runs, no alarm is set."""

    def handle(*_: object) -> None: ...

    signal.signal(signal.SIGALRM, handle)
    assert not Alarm(rings).set(10)
    assert signal.getsignal(signal.SIGALRM) is handle
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, 60)
    assert not Alarm(rings).set(10)
    assert signal.getitimer(signal.ITIMER_REAL)[0] > 50


def test_signal_that_somebody_takes_stays_theirs() -> None:
    """Who takes the signal while an alarm is set keeps it, and their timer."""

    def handle(*_: object) -> None: ...

    one = Alarm(rings)
    assert one.set(10)
    signal.signal(signal.SIGALRM, handle)
    signal.setitimer(signal.ITIMER_REAL, 60)
    one.unset()
    assert signal.getsignal(signal.SIGALRM) is handle
    assert signal.getitimer(signal.ITIMER_REAL)[0] > 50


def test_signal_is_given_back() -> None:
    """In the end the signal is as it was, but not while an alarm is set."""
    one = Alarm(rings)
    assert one.set(10)
    alarm.give_back()
    assert signal.getsignal(signal.SIGALRM) is not signal.SIG_DFL
    one.unset()
    alarm.give_back()
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL
    alarm.give_back()


def test_other_threads_set_no_alarm() -> None:
    """Only the main thread handles signals, so no other one sets an alarm."""
    found: list[bool] = []
    thread = threading.Thread(target=lambda: found.append(Alarm(rings).set(10)))
    thread.start()
    thread.join()
    assert found == [False]
