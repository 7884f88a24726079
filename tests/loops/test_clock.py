"""The time that a test has."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from loopwise.loops import clock
from loopwise.loops.clock import Clock


@pytest.fixture(autouse=True)
def _time_goes_on() -> Iterator[None]:
    """Let the time go on after each test."""
    yield
    clock.go_on()


def watched() -> Clock:
    """Make a clock that counts."""
    one = Clock(10, "mark.asyncio")
    assert one.watched_by(WATCH) is None
    return one


WATCH: Any = object()


def test_time_passes() -> None:
    """A clock has less time left the later one looks, and all of it again at will."""
    one = watched()
    before = one.left
    time.sleep(0.01)
    assert before - one.left >= 0.01
    one.restart()
    assert 9.99 < one.left <= 10


def test_time_that_nobody_watches_does_not_count() -> None:
    """A clock counts while it is watched, by one or by another inside that."""
    one = Clock(10, "mark.asyncio")
    time.sleep(0.05)
    assert one.left == 10
    outer = one.watched_by(WATCH)
    inner = one.watched_by(object())  # type: ignore[arg-type]  # any will do
    time.sleep(0.05)
    assert inner is WATCH
    one.watched_by(inner)
    time.sleep(0.05)
    one.watched_by(outer)
    left = one.left
    assert left <= 9.9
    time.sleep(0.05)
    assert one.left == left
    one.restart()
    assert one.left == 10


def test_time_stands_still() -> None:
    """What passes while the time stands still is not counted, for any clock."""
    one = watched()
    clock.stop()
    clock.stop()
    before = one.left
    time.sleep(0.05)
    assert one.left == before
    assert clock.is_standing()
    clock.go_on()
    clock.go_on()
    assert not clock.is_standing()
    assert before - 0.04 < one.left <= before


def test_clock_that_starts_while_the_time_stands() -> None:
    """A clock may start while the time stands still: it has all of its time then."""
    clock.stop()
    one = watched()
    time.sleep(0.05)
    clock.go_on()
    assert 9.96 < one.left <= 10


def test_nobody_debugs() -> None:
    """Without a debugger, and with a trace function that is none, nobody debugs."""
    before = sys.gettrace()
    sys.settrace(lambda *_: None)
    try:
        assert not clock.is_debugging()
    finally:
        sys.settrace(before)


STEPS = """
import sys
from loopwise.loops.clock import is_debugging
before = is_debugging()
import bdb
debugger = bdb.Bdb()
debugger.reset()
sys.settrace(debugger.trace_dispatch)
during = is_debugging()
sys.settrace(None)
print(before, during, is_debugging())
"""
ATTACHED = """
import sys
from loopwise.loops.clock import is_debugging
sys.monitoring.use_tool_id(sys.monitoring.DEBUGGER_ID, "a debugger")
print(is_debugging())
"""


def printed(program: str) -> str:
    """Run a program of its own, with no tracing but its own, and give its output."""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_debugger_that_steps_is_seen() -> None:
    """While Python's own debugger traces the code, somebody debugs."""
    assert printed(STEPS) == "False True False"


@pytest.mark.skipif(sys.version_info < (3, 12), reason="new in Python 3.12")
def test_debugger_that_is_attached_is_seen() -> None:
    """A debugger that uses the interpreter's monitoring is one, too."""
    assert printed(ATTACHED) == "True"
