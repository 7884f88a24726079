"""pytest-timeout: what hangs is told by its name, by either method."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import Beside, Project, by_name

HEAD = """
import asyncio
import pytest
from bound import Bound, note

@pytest.fixture(scope="session")
async def db():
    made = Bound()
    yield made
    await made.use()
    note("-db")
"""
OWN = """
@pytest.fixture
async def own(db):
    made = Bound()
    async with asyncio.TaskGroup():
        yield made
        await made.use()
        await db.use()
        note("-own")
"""
SIGNAL = ("-o", "timeout_method=signal")


def test_signals_end_one_test(beside: Beside) -> None:
    """The waiting test fails, its fixtures are torn down, and the next tests run."""
    project = beside("timeout")
    result = project.run(
        f"""{HEAD}{OWN}
async def wait_here():
    await asyncio.Event().wait()

@pytest.mark.timeout(0.5)
async def test_hangs(own):
    await wait_here()

@pytest.mark.timeout(0.5)
async def test_hangs_alone():
    await wait_here()

@pytest.mark.timeout(0.5)
async def test_busy(own):
    while True:
        pass

@pytest.mark.timeout(0.5)
async def test_catches(own):
    try:
        await wait_here()
    finally:
        note("caught")

async def test_next(db, own):
    await db.use()
    await own.use()

def test_sync(db):
    assert asyncio.get_event_loop() is db.loop
""",
        *SIGNAL,
    )
    names = by_name(result)
    assert names == {
        "test_hangs": "failed",
        "test_hangs_alone": "failed",
        "test_busy": "failed",
        "test_catches": "failed",
        "test_next": "passed",
        "test_sync": "passed",
    }, result.text
    for name in ("test_hangs", "test_hangs_alone", "test_busy", "test_catches"):
        assert f"FAILED test_it.py::{name} - Failed: Timeout (>0.5s)" in result.text
    assert project.notes == ["-own", "-own", "caught", "-own", "-own", "-db"]


@pytest.mark.parametrize("scope", ["function", "module", "session"])
def test_signals_end_one_set_up(beside: Beside, scope: str) -> None:
    """A hanging set-up is an error of its test; other tests and fixtures go on."""
    project = beside("timeout")
    result = project.run(
        f"""{HEAD}{OWN}
@pytest.fixture(scope="{scope}")
async def stuck():
    try:
        await asyncio.Event().wait()
        yield
    finally:
        note("-stuck")

@pytest.mark.timeout(0.5)
async def test_stuck(own, stuck):
    pass

async def test_next(db, own):
    await db.use()
    await own.use()
""",
        *SIGNAL,
    )
    assert list(result.outcomes.values()) == ["error", "passed"], result.text
    assert "ERROR test_it.py::test_stuck - Failed: Timeout (>0.5s)" in result.text
    # Wider fixtures come first: `own` was not yet set up when they hung.
    twice = ["-own"] if scope == "function" else []
    assert project.notes == ["-stuck", *twice, "-own", "-db"]


def test_signals_end_one_teardown(beside: Beside) -> None:
    """A hanging teardown is an error of its test; what is below is torn down still."""
    project = beside("timeout")
    result = project.run(
        f"""{HEAD}{OWN}
@pytest.fixture
async def stuck(own):
    yield
    await asyncio.Event().wait()

@pytest.mark.timeout(0.5)
async def test_stuck(stuck):
    pass

async def test_next(db, own):
    await db.use()
    await own.use()
""",
        *SIGNAL,
    )
    assert list(result.outcomes.values()) == ["error", "passed"], result.text
    assert "ERROR test_it.py::test_stuck - Failed: Timeout (>0.5s)" in result.text
    assert project.notes == ["-own", "-own", "-db"]


def test_threads_end_the_run(beside: Beside) -> None:
    """pytest-timeout's thread ends the whole run, and the hanging test is told."""
    project = beside("timeout")
    result = project.run(
        f"""{HEAD}{OWN}
async def test_before(db):
    await db.use()

async def wait_here():
    await asyncio.Event().wait()

@pytest.mark.timeout(0.5)
async def test_hangs(own):
    await wait_here()

async def test_next():
    note("next")
""",
        *("-o", "timeout_method=thread", "-v"),
    )
    assert result.exit_code == 1
    assert result.outcomes == {"test_it.py::test_before": "passed"}
    assert "test_it.py::test_hangs +++" in result.text
    assert "+ Timeout +" in result.text
    assert project.notes == []


def test_threads_disturb_no_quick_test(beside: Beside) -> None:
    """A thread that waits for each test changes nothing of where it runs."""
    project = beside("timeout")
    project.passes(
        f"""{HEAD}{OWN}
async def test_1(own, db):
    await own.use()
    await db.use()

async def test_2(own, db):
    await own.use()
    await db.use()

def test_sync(db):
    assert asyncio.get_event_loop() is db.loop
""",
        3,
        *("-o", "timeout_method=thread", "--timeout=30"),
    )
    assert project.notes == ["-own", "-own", "-db"]


def test_time_that_counts_for_the_function_alone(crowd: Project) -> None:
    """With `func_only`, the time of async set-up and teardown does not count."""
    result = crowd.run(
        f"""{HEAD}
@pytest.fixture
async def slow(db):
    await asyncio.sleep(0.6)
    yield
    await asyncio.sleep(0.6)
    await db.use()

@pytest.mark.timeout(0.5, func_only=True)
async def test_quick(slow, db):
    await db.use()

@pytest.mark.timeout(0.5, func_only=True)
async def test_slow(slow, db):
    await asyncio.sleep(60)
""",
        *SIGNAL,
    )
    assert list(result.outcomes.values()) == ["passed", "failed"], result.text
    assert crowd.notes == ["-db"]
