"""What is left alone: failures that loops have no part in, of whatever shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.testing import ExampleSuite
from tests.pytest_plugin.explaining.messages import AUTO

INNOCENT = {
    "an assertion": "assert 1 == 2",
    "a group": "raise ExceptionGroup('Event loop is closed', [ValueError()])",
    "a group with an interrupt": (
        "raise BaseExceptionGroup('many', [SystemError(), ValueError()])"
    ),
    "a circle of causes": "error = ValueError(); error.__cause__ = error; raise error",
    "a mention": "raise AssertionError('expected: attached to a different loop')",
    "a match": "pytest.fail('it timed out', pytrace=False)",
    "a time-out": "raise TimeoutError",
    "a large frame": "big = [object() for _ in range(100_000)]; raise TimeoutError",
}


@pytest.mark.parametrize("line", INNOCENT.values(), ids=INNOCENT.keys())
@pytest.mark.parametrize("kind", ["async def", "def"])
def test_innocent(tmp_path: Path, line: str, kind: str) -> None:
    """Nothing of loops is said of a failure that has another cause."""
    text = (
        f"import pytest\n\n{kind} test_one():\n    {line}\n\nasync def test_two(): ..."
    )
    result = ExampleSuite({"pytest.ini": AUTO, "test_one.py": text}).run(tmp_path)
    assert result.counts == {"failed": 1, "passed": 1}
    assert "LW" not in result.text
    assert "Loopwise could not" not in result.text


def test_error_at_import(tmp_path: Path) -> None:
    """A module that fails at its import is pytest's to tell."""
    files = {
        "pytest.ini": AUTO,
        "test_one.py": "import asyncio\nasyncio.get_running_loop()",
        "test_two.py": "async def test_two(): ...",
    }
    result = ExampleSuite(files).run(tmp_path)
    assert result.exit_code == pytest.ExitCode.INTERRUPTED
    assert "no running event loop" in result.text
    assert "INTERNALERROR" not in result.text


def test_doctests(tmp_path: Path) -> None:
    """A doctest that fails about a loop is shown as pytest shows doctests."""
    files = {
        "pytest.ini": AUTO,
        "app.py": '"""\n>>> import asyncio; asyncio.get_running_loop()\n1\n"""',
        "test_two.py": "async def test_two(): ...",
    }
    result = ExampleSuite(files).run(tmp_path, "--doctest-modules")
    assert result.counts == {"failed": 1, "passed": 1}
    assert "UNEXPECTED EXCEPTION" in result.text
    assert "Loopwise could not" not in result.text
