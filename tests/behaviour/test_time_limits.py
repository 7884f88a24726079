"""Time limits beside other plugins, on other loops, and with Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from loopwise.testing import ExampleSuite
from tests.behaviour.conftest import BOUND, Beside, by_name

if TYPE_CHECKING:
    from tests.behaviour.conftest import Project

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")

HEAD = """
import asyncio
import threading
import time
import pytest
from bound import Bound, note

@pytest.fixture(scope="session")
async def db():
    made = Bound()
    yield made
    await made.use()
    note("-db")

@pytest.fixture
async def own(db):
    made = Bound()
    async with asyncio.TaskGroup():
        yield made
        await made.use()
        await db.use()
        note("-own")

async def hang():
    await asyncio.Event().wait()
"""


@posix
@pytest.mark.parametrize("method", ["signal", "thread"])
def test_both_limits(beside: Beside, method: str) -> None:
    """With pytest-timeout the shorter limit counts, whichever it is."""
    later = "@pytest.mark.timeout(0.3)" if method == "signal" else ""
    result = beside("timeout").run(
        f"""{HEAD}
@pytest.mark.asyncio(timeout=0.2)
async def test_ours(own):
    await hang()

@pytest.mark.asyncio(timeout=0.2)
async def test_blocks(own):
    time.sleep(0.6)

{later}
@pytest.mark.asyncio(timeout={20 if later else 0.2})
async def test_theirs(own):
    await hang()

async def test_next(own, db):
    await own.use()
    await db.use()
""",
        *("-o", f"timeout_method={method}", "--timeout=20"),
    )
    assert by_name(result) == {
        "test_ours": "failed",
        "test_blocks": "failed",
        "test_theirs": "failed",
        "test_next": "passed",
    }, result.text
    assert "LW501 test_ours did not" in result.text
    assert "LW501 test_blocks did not" in result.text
    # pytest-timeout's thread leaves the signal alone, which then ends the test.
    told = "LW501 test_blocks has not finished" in result.text
    assert told is (method == "signal")
    assert ("Timeout (>0.3s)" in result.text) is bool(later)
    assert by_name(result)["test_next"] == "passed"


def test_limit_is_for_all_examples(beside: Beside) -> None:
    """The examples of Hypothesis share the limit, and one that hangs is the last."""
    project = beside("hypothesispytest")
    result = project.run(
        f"""{HEAD}
from hypothesis import HealthCheck, given, settings, strategies as st

CHECKS = [HealthCheck.function_scoped_fixture]

@given(number=st.integers())
@settings(database=None, deadline=None, suppress_health_check=CHECKS)
async def test_slow(own, number):
    await asyncio.sleep(0.02)

@given(number=st.integers())
@settings(database=None, deadline=None, suppress_health_check=CHECKS)
async def test_hangs(own, number):
    note("example")
    await hang()

@given(number=st.integers())
@settings(database=None, deadline=None, max_examples=3, suppress_health_check=CHECKS)
async def test_next(own, number):
    await own.use()
""",
        "--loop-timeout=0.5",
    )
    names = by_name(result)
    assert list(names.values()) == ["failed", "failed", "passed"], result.text
    assert project.notes.count("example") == 1
    assert "LW501 test_slow did not finish within 0.5 s" in result.text


def test_each_run_has_the_whole_limit(beside: Beside) -> None:
    """A test that is run again has a clock of its own each time."""
    project = beside("rerunfailures")
    result = project.run(
        f"""{HEAD}
async def test_again(own):
    note("run")
    if not hasattr(pytest, "was_here"):
        pytest.was_here = True
        await hang()
    await asyncio.sleep(0.2)
""",
        *("--loop-timeout=0.3", "--reruns=1"),
    )
    assert project.notes == ["run", "-own", "run", "-own", "-db"]
    assert result.exit_code == 0, result.text


def test_workers_have_limits(beside: Beside) -> None:
    """The workers of pytest-xdist keep the limits, and tell the same."""
    result = beside("xdist").run(
        f"""{HEAD}
@pytest.mark.parametrize("number", range(4))
async def test_it(own, number):
    if number == 2:
        await hang()
""",
        *("--loop-timeout=0.4", "-n2"),
    )
    assert "LW501 test_it[2] did not finish within 0.4 s" in result.text
    assert "1 failed, 3 passed" in result.text


@posix
def test_other_loops(project: Project) -> None:
    """On uvloop what waits, blocks or will not end is told as on asyncio's own loop."""
    result = project.run(
        f"""{HEAD}
from loopwise.loops import time_limit
time_limit.PATIENCE = (0.02, 0.02, 0.02)
# uvloop and asyncio warn of what is still there in the end: the task that was left.
pytestmark = pytest.mark.asyncio(loop_scope="session")

async def test_waits(own):
    await hang()

async def test_blocks(own):
    await asyncio.sleep(0)
    time.sleep(20)

STOP = []

async def test_stubborn(own):
    while not STOP:
        try:
            await asyncio.sleep(0.5)
        except asyncio.CancelledError:
            pass

async def test_next(own, db):
    assert type(asyncio.get_running_loop()).__module__ == "uvloop"
    STOP.append(True)
    await own.use()
    await db.use()
""",
        *("--loop-timeout=0.3", "-o", "loopwise_loop_factory=uvloop"),
    )
    outcomes = list(result.outcomes.values())
    assert outcomes == ["failed", "failed", "failed", "passed"], result.text
    assert "waits for Event.wait" in result.text
    assert "blocks the loop" in result.text
    assert "It ignored its cancellation, and runs on." in " ".join(result.text.split())
    assert project.notes == ["-own"] * 4 + ["-db"]


@posix
def test_locks_of_threads_are_ended(project: Project) -> None:
    """A lock that blocks the main thread is ended, in a test, a set-up, a teardown."""
    result = project.run(
        f"""{HEAD}
def lock():
    one = threading.Lock()
    one.acquire()
    one.acquire()

@pytest.fixture
async def before(own):
    lock()
    yield

@pytest.fixture
async def after(own):
    yield
    lock()

async def test_call(own): lock()
async def test_before(before): ...
async def test_after(after): ...
async def test_next(db): await db.use()
""",
        "--loop-timeout=0.2",
    )
    assert by_name(result) == {
        "test_call": "failed",
        "test_before": "error",
        "test_after": "error",
        "test_next": "passed",
    }
    assert project.notes == ["-own"] * 3 + ["-db"]
    assert result.text.count("in lock") + result.text.count("  lock") >= 3


@posix
@pytest.mark.parametrize("limit", ["60", "0.3"])
def test_interrupt(project: Project, limit: str) -> None:
    """Ctrl-C ends the run as ever, before the limit is over or while it ends a test."""
    body = f"""{HEAD}
async def test_it(own):
    note("begins")
    try:
        await hang()
    finally:
        note("ends")
        await asyncio.sleep(2)
        note("goes on")
"""
    suite = ExampleSuite({"bound.py": BOUND, "test_it.py": body})
    suite.write(project.directory)
    running = subprocess.Popen(
        suite.command(f"--loop-timeout={limit}"),
        cwd=project.directory,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    word = "begins" if limit == "60" else "ends"
    until(lambda: word in project.notes)
    running.send_signal(signal.SIGINT)
    text, _ = running.communicate(timeout=30)
    assert running.returncode == pytest.ExitCode.INTERRUPTED, text
    assert "-own" in project.notes
    assert project.notes[-1] == "-db"


def until(is_true: Callable[[], bool]) -> None:
    """Wait until something is so."""
    end = time.monotonic() + 30
    while not is_true():
        assert time.monotonic() < end
        time.sleep(0.02)
