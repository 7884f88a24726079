"""Ctrl-C, `pytest.exit`, and tests that do to their loop what they should not."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from loopwise.testing import ExampleSuite

if TYPE_CHECKING:
    from tests.behaviour.conftest import Project

HEAD = """
import asyncio
import os
import signal
import threading
import time
import pytest
from bound import Bound, note

def press():
    os.kill(os.getpid(), signal.SIGINT)

async def blocking():
    press()
    for _ in range(100):
        time.sleep(0.1)

async def awaiting():
    threading.Timer(0.2, press).start()
    await asyncio.sleep(60)

async def in_a_callback():
    asyncio.get_running_loop().call_later(0.1, press)
    await asyncio.sleep(60)

async def beside():
    child = asyncio.create_task(awaiting())
    await asyncio.wait([child])

@pytest.fixture(scope="session")
async def db():
    made = Bound()
    yield made
    await made.use()
    note("db")
"""
HOWS = ("blocking", "awaiting", "in_a_callback", "beside")


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("phase", ["set-up", "call", "teardown"])
def test_ctrl_c_tears_down(project: Project, phase: str, how: str) -> None:
    """Ctrl-C in any phase: every fixture that is up is torn down, exit code 2."""
    wait = f"await {how}()"
    result = project.run(
        f"""{HEAD}
@pytest.fixture
async def outer(db):
    async with asyncio.TaskGroup() as group:
        task = group.create_task(asyncio.sleep(60))
        yield
        task.cancel()
    await db.use()
    note("outer")

@pytest.fixture
async def inner(outer):
    {wait if phase == "set-up" else "pass"}
    try:
        yield
    finally:
        {wait if phase == "teardown" else "pass"}
        note("inner")

async def test_it(inner):
    try:
        {wait if phase == "call" else "pass"}
    finally:
        await asyncio.sleep(0)
        note("test")

async def test_next():
    note("next")
"""
    )
    assert result.exit_code == 2, result.text
    assert "KeyboardInterrupt" in result.text
    assert "INTERNALERROR" not in result.text
    expected = {
        "set-up": ["outer", "db"],
        "call": ["test", "inner", "outer", "db"],
        "teardown": ["test", "outer", "db"],
    }[phase]
    assert project.notes == expected, result.text


def test_ctrl_c_in_sync_code_tears_down(project: Project) -> None:
    """Ctrl-C in a sync test or fixture tears down the async fixtures, too."""
    for where in ("test", "fixture"):
        result = project.run(
            f"""{HEAD}
@pytest.fixture
def waits(db):
    {"press(); time.sleep(60)" if where == "fixture" else "pass"}

def test_it(waits):
    press()
    time.sleep(60)
"""
        )
        assert result.exit_code == 2, result.text
        assert project.notes == ["db"]


def test_ctrl_c_from_the_terminal(project: Project) -> None:
    """A signal from outside ends the run at once, with teardown and exit code 2."""
    suite = ExampleSuite(
        {
            "test_it.py": """
                import asyncio
                import pytest
                from pathlib import Path

                def note(word):
                    with Path("notes.txt").open("a") as file:
                        file.write(f"{word}\\n")

                @pytest.fixture(scope="module")
                async def server():
                    yield
                    await asyncio.sleep(0)
                    note("down")

                async def test_it(server):
                    note("started")
                    await asyncio.sleep(60)
            """,
        }
    )
    suite.write(project.directory)
    notes = project.directory / "notes.txt"
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    environment.pop("PYTEST_XDIST_WORKER", None)
    with subprocess.Popen(
        suite.command(),
        cwd=project.directory,
        env=environment,
        stdout=subprocess.DEVNULL,
    ) as process:
        for _ in range(600):
            if notes.exists():
                break
            time.sleep(0.05)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        begun = time.monotonic()
        assert process.wait(timeout=30) == 2
        assert time.monotonic() - begun < 10
    assert notes.read_text(encoding="utf-8").split() == ["started", "down"]


@pytest.mark.parametrize("where", ["test", "fixture"])
def test_pytest_exit(project: Project, where: str) -> None:
    """`pytest.exit` in async code ends the run with its code, after teardown."""
    leave = 'pytest.exit("enough", returncode=7)'
    result = project.run(
        f"""{HEAD}
@pytest.fixture
async def leaving(db):
    {leave if where == "fixture" else "pass"}

async def test_it(leaving):
    await asyncio.sleep(0)
    {leave if where == "test" else "pass"}

async def test_next():
    note("next")
"""
    )
    assert result.exit_code == 7, result.text
    assert "enough" in result.text
    assert project.notes == ["db"]


def test_system_exit_is_treated_as_in_a_sync_test(project: Project) -> None:
    """`sys.exit()` fails its own test, as it does in a sync one."""
    result = project.run(
        f"""{HEAD}
import sys

async def test_it(db):
    sys.exit(3)

async def test_next(db):
    await db.use()
"""
    )
    assert result.counts == {"failed": 1, "passed": 1}, result.text
    assert project.notes == ["db"]


HARM = {
    "stop": "asyncio.get_running_loop().stop(); await asyncio.sleep(60)",
    "close": "asyncio.get_running_loop().close()",
    "cancel": "asyncio.current_task().cancel(); await asyncio.sleep(60)",
    "raise_cancelled": "raise asyncio.CancelledError",
    "cancel_all": "[task.cancel() for task in asyncio.all_tasks()]; "
    "await asyncio.sleep(60)",
    "leave_current": "asyncio.set_event_loop(asyncio.new_event_loop())",
}
QUIET = ("-W", "ignore::ResourceWarning", "-W", "ignore::pytest.PytestWarning")


@pytest.mark.parametrize("scope", ["own", "session"])
@pytest.mark.parametrize("harm", HARM)
def test_a_test_that_harms_its_loop_fails_alone(
    project: Project, harm: str, scope: str
) -> None:
    """Only the harmful test fails, is named, and what follows runs as if alone."""
    db = "db" if scope == "session" else ""
    result = project.run(
        f"""{HEAD}
async def test_before({db}):
    {"await db.use()" if db else "await asyncio.sleep(0)"}

async def test_harmful({db}):
    {HARM[harm]}

async def test_after({db}):
    {"await db.use()" if db else "await asyncio.sleep(0)"}

def test_sync({db}):
    asyncio.get_event_loop().run_until_complete(asyncio.sleep(0))

async def test_own():
    await asyncio.sleep(0)
""",
        *QUIET,
    )
    outcomes = list(result.outcomes.values())
    assert outcomes == ["passed", "failed", *["passed"] * 3], result.text
    report = next(one for one in result.reports if one["outcome"] == "failed")
    assert "test_harmful" in report["text"]
    assert result.exit_code == 1
    if db:
        assert project.notes == ["db"], result.text


def test_a_sync_test_that_closes_the_current_loop_fails_alone(
    project: Project,
) -> None:
    """A sync test that closes the loop of a wider fixture is the only one to fail."""
    result = project.run(
        f"""{HEAD}
def test_harmful(db):
    asyncio.get_event_loop().close()

async def test_after(db):
    await db.use()

def test_sync(db):
    asyncio.get_event_loop().run_until_complete(db.use())
""",
        *QUIET,
    )
    assert list(result.outcomes.values()) == ["failed", "passed", "passed"], result.text
    assert "test_harmful closed" in result.text
    assert project.notes == ["db"]


def test_a_sync_test_may_leave_no_loop_current(project: Project) -> None:
    """`set_event_loop(None)` or a loop of its own left by a sync test is put right."""
    project.passes(
        f"""{HEAD}
def test_none(db):
    asyncio.set_event_loop(None)

def test_right_again(db):
    assert asyncio.get_event_loop() is db.loop

def test_own_loop(db):
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(asyncio.sleep(0))
    loop.close()

async def test_async(db):
    await db.use()
    assert asyncio.get_event_loop() is db.loop
""",
        4,
    )


def test_the_interpreter_is_left_as_found(project: Project) -> None:
    """After a run the handler of Ctrl-C is Python's own again."""
    result = project.run(
        {
            "conftest.py": """
                import signal
                from bound import note

                def pytest_unconfigure():
                    handler = signal.getsignal(signal.SIGINT)
                    note(handler is signal.default_int_handler)
            """,
            "test_it.py": f"{HEAD}\nasync def test_it(db): await db.use()",
        }
    )
    assert result.exit_code == 0, result.text
    assert project.notes[-1] == "True"
