"""What the names of pytest-asyncio ask of a running pytest."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.compat.surface import VERSION, is_async_test
from loopwise.testing import ExampleSuite
from tests.compat.hiding import hidden

ORDERS = ("", "@pytest.hookimpl(tryfirst=True)", "@pytest.hookimpl(trylast=True)")
TESTS = """
from unittest import IsolatedAsyncioTestCase
import pytest

def test_sync(): ...

async def test_plain(): ...

@pytest.mark.asyncio(loop_scope="module")
async def test_behind(): ...

@pytest.mark.asyncio(loop_scope="module")
async def test_before(): ...

@pytest.mark.anyio
async def test_foreign(): ...

class TestClass:
    async def test_method(self): ...

    @staticmethod
    async def test_static(): ...

class TestCase(IsolatedAsyncioTestCase):
    async def test_case(self): ...
"""
LOOPS = {
    "test_sync": None,
    "test_plain": "session",
    "test_behind": "module",
    "test_before": "session",
    "test_method": "session",
    "test_static": "session",
}


def marking(order: str, package: str) -> ExampleSuite:
    """Make a suite whose conftest marks its async tests: all but one at the end."""
    return ExampleSuite(
        {
            "conftest.py": f"""
import pytest
from {package} import is_async_test

{order}
def pytest_collection_modifyitems(items):
    for item in items:
        if is_async_test(item):
            mark = pytest.mark.asyncio(loop_scope="session")
            item.add_marker(mark, append="before" not in item.name)
            item.add_marker("seen")
""",
            "test_one.py": TESTS,
            "pytest.ini": "[pytest]\nmarkers =\n    seen",
        },
        ("-p", "anyio"),
    )


@pytest.mark.parametrize("order", ORDERS, ids=["plain", "first", "last"])
@pytest.mark.parametrize("environment", ["real", "hidden"])
def test_marks_that_a_conftest_adds_count(
    tmp_path: Path, order: str, environment: str
) -> None:
    """At any hook's turn the async tests are known, and marks for them count."""
    suite = marking(order, "pytest_asyncio")
    if environment == "hidden":
        suite = hidden(suite)
    plan = suite.plan(tmp_path)
    found = {
        one["id"].rpartition("::")[2]: one["loop"] and one["loop"]["scope"]
        for one in plan["tests"]
    }
    assert found == LOOPS


@pytest.mark.parametrize("package", ["pytest_asyncio", "loopwise.compat.surface"])
def test_strict_mode_counts(tmp_path: Path, package: str) -> None:
    """In strict mode only those that are marked from the start are async tests."""
    result = marking("", package).run(
        tmp_path, "--collect-only", "-q", "-m", "seen", "--loop-mode=strict"
    )
    assert "test_behind" in result.text
    assert "test_before" in result.text
    assert "2/9 tests collected" in result.text, result.text


def test_nothing_is_async_where_loopwise_does_not_run(
    request: pytest.FixtureRequest,
) -> None:
    """In a run that Loopwise takes no part in, as this one, no test is its own."""
    assert request.config.pluginmanager.is_blocked("loopwise")
    assert is_async_test(request.node) is False


def test_version_is_that_of_a_release() -> None:
    """The version that is spoken has three numbers, as a release has."""
    assert [part.isdigit() for part in VERSION.split(".")] == [True] * 3
