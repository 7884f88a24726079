"""Time limits of tests: the whole text of each message, and what goes on after it."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.testing import ExampleSuite, Result

posix = pytest.mark.skipif(os.name == "nt", reason="POSIX signals")

HEAD = """
import asyncio
import time
import pytest

async def next_job(jobs):
    return await jobs.get()

async def work():
    return await next_job(asyncio.Queue())

def busy():
    time.sleep(30)

"""


def run(tmp_path: Path, text: str, *args: str) -> Result:
    """Run a suite of one file, every warning being an error."""
    suite = ExampleSuite({"test_it.py": HEAD + text})
    return suite.run(tmp_path, "-W", "error", *args)


def said(result: Result, when: str = "call") -> str:
    """Give what the one failed phase of that kind reported."""
    (found,) = (
        one["text"]
        for one in result.reports
        if one["when"] == when and one["outcome"] == "failed"
    )
    return str(found)


def test_test_that_waits(tmp_path: Path) -> None:
    """A test that waits too long fails, and is told with all that it waited for."""
    result = run(
        tmp_path,
        """
async def poll():
    while True:
        await asyncio.sleep(0.01)

@pytest.mark.asyncio(timeout=0.2)
async def test_waits():
    task = asyncio.create_task(poll())
    async with asyncio.TaskGroup() as group:
        group.create_task(work())
        group.create_task(work())

async def test_next(): ...
""",
    )
    assert list(result.outcomes.values()) == ["failed", "passed"]
    assert said(result) == snapshot("""\
LW501 test_waits did not finish within 0.2 s

  ▼   test_it.py:20  test_waits  test
  ╰─> test_it.py:7   next_job    waits for Queue.get

  Why: mark.asyncio allows 0.2 s for set-up, call and teardown.
 More: loopwise explain LW501

Unfinished on the own loop of test_waits:
  test_waits      test_it.py:23
  ╰─ work         test_it.py:10
     ╰─ next_job  test_it.py:7   waits for Queue.get (2 times)
  poll            test_it.py:18  waits for sleep\
""")
    assert "FAILED test_it.py::test_waits - OutOfTime: LW501 test_wai" in result.text


@posix
def test_test_that_blocks(tmp_path: Path) -> None:
    """A test that does not await is ended at the line that blocks the loop."""
    result = run(
        tmp_path,
        """
async def test_blocks():
    await asyncio.sleep(0)
    busy()

async def test_next(): ...
""",
        "--loop-timeout=0.2",
    )
    assert list(result.outcomes.values()) == ["failed", "passed"]
    assert said(result) == snapshot("""\
LW501 test_blocks did not finish within 0.2 s

  ▼   test_it.py:16  test_blocks  test
  ╰─> test_it.py:13  busy         blocks the loop

  Why: code that did not await blocked the loop; --loop-timeout allows 0.2 s.
 More: loopwise explain LW501

Unfinished on the own loop of test_blocks:
  test_blocks  test_it.py:18
  ╰─ busy      test_it.py:13  blocks the loop\
""")


FIXTURES = """
@pytest.fixture(autouse=True)
async def around():
    yield
    print("around is torn down")

@pytest.fixture
async def stuck():
    {before}
    yield
    {after}

async def test_it(stuck): ...

@pytest.mark.asyncio(timeout=0)
async def test_next(): ...
"""


def test_set_up_that_waits(tmp_path: Path) -> None:
    """A set-up that takes too long is an error; the other fixtures are torn down."""
    text = FIXTURES.format(before="await work()", after="")
    result = run(tmp_path, text, "-o", "loopwise_timeout=0.2", "-rP", "-s")
    assert list(result.outcomes.values()) == ["error", "passed"]
    assert result.text.count("around is torn down") == 2
    assert said(result, "setup") == snapshot("""\
LW501 the set-up of fixture `stuck` did not finish within 0.2 s

  ▼   test_it.py:27  test_it   test
  ╰─> test_it.py:21  stuck     fixture, kept per function
  ╰─> test_it.py:7   next_job  waits for Queue.get

  Why: loopwise_timeout (-o) allows 0.2 s for set-up, call and teardown.
 More: loopwise explain LW501

Unfinished on the own loop of test_it:
  stuck           test_it.py:23
  ╰─ work         test_it.py:10
     ╰─ next_job  test_it.py:7   waits for Queue.get\
""")


def test_teardown_that_waits(tmp_path: Path) -> None:
    """A teardown that takes too long is an error, and the others are done still."""
    text = FIXTURES.format(before="", after="await work()")
    result = run(tmp_path, text, "--loop-timeout=0.2", "-s")
    assert list(result.outcomes.values()) == ["error", "passed"]
    assert result.text.count("around is torn down") == 2
    assert said(result, "teardown") == snapshot("""\
LW501 the teardown of fixture `stuck` did not finish within 0.2 s

  ▼   test_it.py:27  test_it   test
  ╰─> test_it.py:21  stuck     fixture, kept per function
  ╰─> test_it.py:7   next_job  waits for Queue.get

  Why: --loop-timeout allows 0.2 s for set-up, call and teardown.
 More: loopwise explain LW501

Unfinished on the own loop of test_it:
  stuck           test_it.py:25
  ╰─ work         test_it.py:10
     ╰─ next_job  test_it.py:7   waits for Queue.get\
""")


def test_test_that_will_not_end(tmp_path: Path) -> None:
    """A test that ignores its cancellation is left running, and the run goes on."""
    result = run(
        tmp_path,
        """
from loopwise.loops import time_limit
time_limit.PATIENCE = (0.02, 0.02, 0.02)

@pytest.fixture
async def slow():
    await asyncio.sleep(0.25)

@pytest.mark.asyncio(timeout=0.4, loop_scope="module")
async def test_stubborn(slow):
    while True:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            pass

@pytest.mark.asyncio(loop_scope="module")
async def test_next(): ...
""",
    )
    assert list(result.outcomes.values()) == ["failed", "passed"], result.text
    text = re.sub(r"0\.[23]\d* s had", "0.2 s had", said(result))
    assert text == snapshot("""\
LW501 test_stubborn did not finish within 0.4 s

  ▼   test_it.py:23  test_stubborn  test
  ╰─> test_it.py:27  test_stubborn  waits for Event.wait

  Why: mark.asyncio allows 0.4 s for set-up, call and teardown.
       0.2 s had passed before this began.
       It ignored its cancellation, and runs on.
 More: loopwise explain LW501

Unfinished on the module loop of test_it.py:
  test_stubborn  test_it.py:27  waits for Event.wait\
""")


def test_code_that_cannot_be_ended(tmp_path: Path) -> None:
    """What blocks the loop and cannot be ended is named at once, uncaptured."""
    text = """
async def test_blocks():
    asyncio.get_running_loop().call_soon(time.sleep, 0.5)
    await asyncio.Event().wait()
"""
    result = run(tmp_path, text, "--loop-timeout=0.1")
    assert result.counts == {"failed": 1}
    head = "\nLW501 test_blocks has"
    where = result.text.index(head)
    told = "".join(result.text[where:].splitlines(keepends=True)[1:4])
    assert re.sub(r"at \S+events.py:\d+ in", "at events.py in", told) == snapshot("""\
LW501 test_blocks has not finished within 0.1 s
  It blocks its event loop at events.py in sleep.
  It cannot be ended from here: the run goes on when it returns.
""")
    assert where > result.text.index("FAILED")  # standard error comes last here


def test_no_failure_is_hidden_or_made(tmp_path: Path) -> None:
    """Tests in time pass or fail as ever; those out of time fail whatever they do."""
    result = run(
        tmp_path,
        """
async def test_passes():
    await asyncio.sleep(0.01)

async def test_fails():
    assert await asyncio.sleep(0.01, False)

async def test_own_timeout():
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await work()

async def test_expects():
    with pytest.raises((TimeoutError, asyncio.CancelledError)):
        await work()

async def test_swallows():
    try:
        await work()
    except BaseException:
        pass

async def test_inner(request):
    with pytest.raises(BaseException):
        request.getfixturevalue("stuck")
    await work()

@pytest.fixture
async def stuck():
    await work()

def test_sync(request):
    request.getfixturevalue("stuck")

@pytest.fixture
async def quick():
    await asyncio.sleep(0.01)
    yield
    await asyncio.sleep(0.01)

def test_sync_alone(quick):
    time.sleep(0.5)

@pytest.fixture
def slow():
    time.sleep(0.5)
    yield
    time.sleep(0.5)

async def test_sync_fixture(slow, quick):
    await asyncio.sleep(0.01)
""",
        "--loop-timeout=0.3",
    )
    assert [one.split("::")[1] for one in result.outcomes] == [
        "test_passes",
        "test_fails",
        "test_own_timeout",
        "test_expects",
        "test_swallows",
        "test_inner",
        "test_sync",
        "test_sync_alone",
        "test_sync_fixture",
    ]
    assert list(result.outcomes.values()) == [
        "passed",
        "failed",
        "passed",
        "failed",
        "failed",
        "failed",
        "failed",
        "passed",
        "passed",
    ], result.text
    assert result.text.count("LW501 test_") == 2 * 3
    assert result.text.count("LW501 the set-up of fixture `stuck`") == 2


def test_fixture_that_outlives_its_test(tmp_path: Path) -> None:
    """A wide fixture's teardown has the limit of its first test, from its start."""
    result = run(
        tmp_path,
        """
@pytest.fixture(scope="module")
async def slow():
    await asyncio.sleep(0.2)
    yield
    await asyncio.sleep(0.2)

@pytest.fixture(scope="module")
async def stuck():
    yield
    await work()

@pytest.mark.asyncio(timeout=0.35)
async def test_first(slow, stuck):
    await asyncio.sleep(0.01)

@pytest.mark.asyncio(timeout=0)
async def test_last(slow, stuck):
    await asyncio.sleep(0.5)
""",
    )
    assert list(result.outcomes.values()) == ["passed", "error"], result.text
    text = said(result, "teardown")
    assert "LW501 the teardown of fixture `stuck` did not finish" in text
    assert "`slow`" not in text


def test_set_up_that_takes_no_notice(tmp_path: Path) -> None:
    """A fixture that swallows its cancellation and goes on is an error, torn down."""
    result = run(
        tmp_path,
        """
@pytest.fixture
async def deaf():
    try:
        await work()
    except asyncio.CancelledError:
        pass
    yield
    print("deaf is torn down")

async def test_it(deaf): ...
""",
        *("--loop-timeout=0.2", "-s"),
    )
    assert list(result.outcomes.values()) == ["error"]
    assert "LW501 the set-up of fixture `deaf`" in said(result, "setup")
    assert "deaf is torn down" in result.text


def test_what_was_awaited_is_known_while_it_is_reported(tmp_path: Path) -> None:
    """The failure tells reporting plugins what was waited for, and then forgets it."""
    conftest = """
        import pytest

        seen = []

        @pytest.hookimpl(wrapper=True)
        def pytest_runtest_makereport(item, call):
            report = yield
            if call.excinfo is not None:
                error = call.excinfo.value
                seen.append(error)
                names = sorted(type(one).__name__ for one in error.awaited)
                stops = [stop.function for way in error.waiting for stop in way]
                print("awaited:", names, stops, error.diagnostic.code)
            return report

        def pytest_sessionfinish():
            print("forgotten:", [one.awaited for one in seen])
    """
    suite = ExampleSuite(
        {
            "conftest.py": conftest,
            "test_it.py": HEAD + "async def test_waits(): await work()\n",
        }
    )
    result = suite.run(tmp_path, "--loop-timeout=0.1", "-s")
    stops = "['test_waits', 'work', 'next_job', 'Queue.get']"
    assert f"awaited: ['Future', 'Queue'] {stops} LW501" in result.text
    assert "forgotten: [[]]" in result.text


def test_fixture_that_nobody_could_see(tmp_path: Path) -> None:
    """In a suite of sync tests an async fixture that is asked for late has a limit."""
    suite = ExampleSuite(
        {
            "conftest.py": """
                import pytest
                name = "".join(["stu", "ck"])

                @pytest.fixture
                async def stuck():
                    import asyncio
                    await asyncio.Event().wait()
            """,
            "test_it.py": """
                from conftest import name
                def test_it(request): request.getfixturevalue(name)
                def test_next(): ...
            """,
        }
    )
    result = suite.run(tmp_path, "--loop-timeout=0.2", "-W", "error")
    assert list(result.outcomes.values()) == ["failed", "passed"], result.text
    assert "LW501 the set-up of fixture `stuck` did not" in result.text


def test_nothing_is_set_without_limits(tmp_path: Path) -> None:
    """Without a limit no signal is used, no thread started, and no hook added."""
    result = run(
        tmp_path,
        """
import signal
import threading

async def test_it(request):
    assert threading.active_count() == 1
    if hasattr(signal, "SIGALRM"):
        assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL
    plugins = request.config.pluginmanager.get_plugins()
    assert not [one for one in plugins if type(one).__name__ == "TimeLimits"]
""",
    )
    assert result.counts == {"passed": 1}, result.text


PDB = """
import sys

async def test_debugged():
    breakpoint()
    await asyncio.sleep(0.01)

@pytest.fixture
async def own():
    yield
    await asyncio.sleep(0.01)

async def test_fails(own):
    assert False
"""


def test_debugger_stops_the_clock(tmp_path: Path) -> None:
    """While pytest's debugger waits for the user, at a break or a failure, all wait."""
    suite = ExampleSuite(
        {
            "slow_pdb.py": """
                import pdb
                import time

                class SlowPdb(pdb.Pdb):
                    def interaction(self, *args, **kwargs):
                        time.sleep(0.5)
                        self.do_continue("")
            """,
            "test_it.py": HEAD + PDB,
        }
    )
    result = suite.run(
        tmp_path, "--pdb", "--pdbcls=slow_pdb:SlowPdb", "--loop-timeout=0.3"
    )
    assert list(result.outcomes.values()) == ["passed", "failed"], result.text
    assert "LW501" not in result.text
    assert result.text.count("PDB") > 2
