"""When a suite is planned at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.testing import ExampleSuite
from tests.pytest_plugin.explaining.messages import AUTO, STRICT

# What runs tests on loops is imported when there is a plan, and not before.
CONFTEST = """
    import sys

    def pytest_sessionfinish(session):
        print("PLANNED", "loopwise.pytest_plugin.runner" in sys.modules)
"""


@pytest.mark.parametrize(
    ("ini", "test", "planned"),
    [
        (AUTO, "async def test_one(): ...", True),
        (STRICT, "async def test_one(): ...", True),
        (STRICT, "def test_one(): ...", False),
        (AUTO, "def test_one(): ...", False),
    ],
    ids=["auto", "strict", "strict, sync", "auto, sync"],
)
def test_suite_is_planned_where_it_is_async(
    tmp_path: Path, ini: str, test: str, *, planned: bool
) -> None:
    """Sync suites are not touched; async tests that strict mode leaves are told of."""
    files = {"pytest.ini": ini, "conftest.py": CONFTEST, "test_one.py": test}
    result = ExampleSuite(files).run(tmp_path, "-s")
    assert f"PLANNED {planned}" in result.text


def test_foreign_tests_are_not_explained(tmp_path: Path) -> None:
    """Tests that are another plugin's fail in its words alone, in strict mode."""
    pytest.importorskip("anyio")
    files = {
        "pytest.ini": STRICT,
        "test_one.py": """
            import pytest

            pytestmark = pytest.mark.anyio

            @pytest.fixture
            def anyio_backend():
                return "asyncio"

            async def test_one():
                raise ValueError("a coroutine")
        """,
    }
    result = ExampleSuite(files).run(tmp_path, "-p", "anyio.pytest_plugin")
    assert result.counts == {"failed": 1}
    assert "LW" not in result.text
