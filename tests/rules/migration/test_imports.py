"""Imports of pytest-asyncio go with their last use."""

from __future__ import annotations

from pathlib import Path

from loopwise.rules.migration.imports import UnusedImport
from tests.rules.migration.leaving import found, repaired, text


def test_unused_imports_and_plugins_go(tmp_path: Path) -> None:
    """The import and the entry of ``pytest_plugins`` go, what stands by them stays."""
    after = repaired(
        UnusedImport,
        tmp_path,
        conftest="""
            import os
            import pytest_asyncio

            pytest_plugins = ["pytest_asyncio", "pytester"]
        """,
        test_one="""
            async def test_one():
                pass
        """,
    )
    assert after["conftest.py"] == text("""
        import os

        pytest_plugins = ["pytester"]
    """)


def test_used_imports_stay(tmp_path: Path) -> None:
    """Whoever uses the module, or exports it, keeps it."""
    used = """
        import pytest_asyncio

        @pytest_asyncio.fixture
        async def one():
            return 1
    """
    exported = """
        import pytest_asyncio

        __all__ = ["pytest_asyncio"]
    """
    assert found(UnusedImport, tmp_path, test_one=used, test_two=exported) == []
