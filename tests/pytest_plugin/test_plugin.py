"""The plugin as every project that has Loopwise installed meets it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from loopwise.testing import ExampleSuite


def test_loading_the_plugin_imports_little() -> None:
    """The plugin is loaded without asyncio, which only async suites need."""
    program = (
        "import sys, loopwise.pytest_plugin.plugin\n"
        "assert 'asyncio' not in sys.modules\n"
        "assert 'loopwise.loops' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_sync_suite_is_not_touched(tmp_path: Path) -> None:
    """In a suite without anything async the part that runs loops is not loaded."""
    suite = ExampleSuite(
        {
            "test_one.py": """
                import sys

                def test_sync():
                    assert "loopwise.pytest_plugin.runner" not in sys.modules
            """
        },
    )
    result = suite.run(tmp_path)
    assert result.outcomes == {"test_one.py::test_sync": "passed"}, result.text


def test_bad_loop_scope_of_a_fixture_is_a_usage_error(tmp_path: Path) -> None:
    """A fixture that carries a loop scope which is none ends the run with its place."""
    suite = ExampleSuite(
        {
            "test_one.py": """
                import pytest

                async def db(): ...

                db._force_asyncio_fixture = True
                db._loop_scope = "sesion"
                db = pytest.fixture(db)

                async def test_a(db): ...
            """
        }
    )
    result = suite.run(tmp_path)
    assert "test_one.py:4: fixture `db` has loop_scope='sesion'" in result.text
    assert "Traceback" not in result.text
    assert result.exit_code == 4
