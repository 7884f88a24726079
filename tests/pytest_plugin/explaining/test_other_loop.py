"""Resources that belonged to another loop when a test failed on them."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.testing import ExampleSuite
from tests.pytest_plugin.bound_client import FILES

APP = """
    import asyncio
    from client import Client

    client = Client()
    {line}
"""
WHAT = (
    "LW103 resource `client` belongs to another event loop than the test that uses it"
)


def suite(app: str, tests: str) -> ExampleSuite:
    """Make a suite with a resource that something is done to at its import."""
    return ExampleSuite({**FILES, "app.py": APP.format(line=app), "test_one.py": tests})


def test_resource_that_was_used_at_import_is_named(tmp_path: Path) -> None:
    """A resource that is bound since its import to a closed loop is named, once."""
    result = suite(
        "asyncio.run(client.get())",
        """
        import app

        async def test_one(): await app.client.get()
        async def test_two(): await app.client.get()
        async def test_three(): ...
        """,
    ).run(tmp_path)
    assert result.counts == {"failed": 2, "passed": 1}
    assert result.text.count(WHAT) == 1
    said = result.text.partition(WHAT)[2]
    assert "app.py:5" in said
    assert "resource, Client" in said
    assert "loop: another" in said
    assert "test_one.py:4" in said
    assert "it was used before the tests began, on a loop that is closed now." in said
    assert "1 more" in said


def test_resource_that_a_sync_test_used_is_named(tmp_path: Path) -> None:
    """A resource that something took to a loop of its own during the run is named."""
    result = suite(
        "",
        """
        import asyncio
        import app

        def test_one(): asyncio.run(app.client.get())
        async def test_two(): await app.client.get()
        """,
    ).run(tmp_path)
    assert result.counts == {"passed": 1, "failed": 1}
    assert result.text.count(WHAT) == 1
    assert "something used it first, on a loop that is closed now." in result.text


@pytest.mark.parametrize(
    "tests",
    [
        "import app\nasync def test_one():\n    assert app.client is None",
        "import app\nasync def test_one():\n    raise RuntimeError('different loop')",
        "async def test_one():\n    raise RuntimeError('different loop')",
    ],
)
def test_other_failures_are_left_alone(tmp_path: Path, tests: str) -> None:
    """Where no resource of the test is elsewhere, or the test says nothing of loops."""
    result = suite("", tests).run(tmp_path)
    assert result.counts == {"failed": 1}
    assert "LW103" not in result.text


@pytest.mark.parametrize(
    "line",
    [
        "raise ValueError from error",
        "raise ExceptionGroup('many', [ValueError(), error])",
        "raise ExceptionGroup('many', [ExceptionGroup('more', [error])])",
    ],
)
def test_error_may_be_wrapped(tmp_path: Path, line: str) -> None:
    """The symptom is found in causes, and in groups, as well."""
    result = suite(
        "asyncio.run(client.get())",
        f"""
        import app

        async def test_one():
            try:
                await app.client.get()
            except RuntimeError as error:
                {line}
        """,
    ).run(tmp_path)
    assert result.counts == {"failed": 1}
    assert result.text.count(WHAT) == 1
