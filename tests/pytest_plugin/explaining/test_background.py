"""Errors about loops that reach nobody: lost in the background, or only logged."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.testing import ExampleSuite, Result

SHARED = """
    import asyncio

    lock = asyncio.Lock()

    async def fill():
        async with lock:
            waiting = asyncio.ensure_future(lock.acquire())
            await asyncio.sleep(0)
        await waiting
        lock.release()

    asyncio.run(fill())
"""


def run(tmp_path: Path, test: str, *args: str, **files: str) -> Result:
    """Run a test beside a lock that belongs to a loop since its import."""
    named = {f"{name}.py": text for name, text in files.items()}
    suite = ExampleSuite({"shared.py": SHARED, "test_it.py": test, **named})
    return suite.run(tmp_path, "-W", "default", *args)


LOGS = """
    import logging
    from shared import fill

    async def test_one():
        try:
            await fill()
        except RuntimeError:
            logging.getLogger("service").exception("no lock")
"""


def test_logged_error_is_explained_against_its_test(tmp_path: Path) -> None:
    """What a library only logs is a warning of the test, which names the owner."""
    result = run(tmp_path, LOGS)
    assert result.counts == {"passed": 1}
    assert "LoggedErrorWarning: LW407 test_one had an error that was only logged" in (
        result.text
    )
    assert "logged by service" in result.text
    assert "LW103 resource `shared.lock` belongs to another event loop" in result.text


def test_logged_error_can_fail_its_test(tmp_path: Path) -> None:
    """A filter that names the warning's class makes it an error."""
    only = "error::loopwise.leftovers.LoggedErrorWarning"
    result = run(tmp_path, LOGS, "-W", only)
    assert result.counts == {"error": 1}


@pytest.mark.parametrize(
    "line", ["raise ValueError('no')", "raise RuntimeError('Event loop is closed')"]
)
def test_other_logged_errors_are_nobodys_business(tmp_path: Path, line: str) -> None:
    """An error that only uses the words, or none of them, is left in the log."""
    test = f"""
        import logging

        async def test_one():
            try:
                {line}
            except Exception:
                logging.getLogger("service").exception("no")
    """
    result = run(tmp_path, test)
    assert result.counts == {"passed": 1}
    assert "LW" not in result.text


def test_lost_exception_is_explained(tmp_path: Path) -> None:
    """A task that failed by the lock of another loop is told with who has the lock."""
    test = """
        import asyncio
        from shared import fill

        async def test_one():
            asyncio.ensure_future(fill())
            await asyncio.sleep(0.01)
    """
    result = run(tmp_path, test)
    assert result.counts == {"passed": 1}
    said = result.text.partition("LW402 test_one lost an exception")[2]
    assert "LW103 resource `shared.lock` belongs to another event loop" in said


def test_root_logger_is_left_alone_where_pytest_leaves_it(tmp_path: Path) -> None:
    """Without pytest's own handlers there are none of Loopwise's either."""
    test = """
        import logging

        async def test_one():
            assert logging.getLogger().handlers == []
    """
    assert run(tmp_path, test, "-p", "no:logging").counts == {"passed": 1}


def test_root_logger_is_as_before_after_the_run(tmp_path: Path) -> None:
    """The handler is gone when the run is over."""
    conftest = """
        import logging

        def pytest_unconfigure():
            print("left:", logging.getLogger().handlers)
    """
    result = run(tmp_path, "async def test_one(): ...", "-s", conftest=conftest)
    assert "left: []" in result.text
