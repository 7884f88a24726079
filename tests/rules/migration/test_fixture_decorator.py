"""pytest-asyncio's decorator for fixtures becomes pytest's."""

from __future__ import annotations

from pathlib import Path

from loopwise.rules.migration.fixture_decorator import FixtureDecorator
from tests.rules.migration.leaving import repaired, text


def test_the_decorator_becomes_pytests(tmp_path: Path) -> None:
    """The scope stays, a loop scope that says no more goes, pytest is imported."""
    after = repaired(
        FixtureDecorator,
        tmp_path,
        test_one="""
            import pytest_asyncio

            @pytest_asyncio.fixture(scope="module", loop_scope="module")
            async def one():
                return 1

            @pytest_asyncio.fixture
            async def two():
                return 2

            async def test_one(one, two):
                assert one < two
        """,
    )
    assert after["test_one.py"] == text("""
        import pytest
        import pytest_asyncio

        @pytest.fixture(scope="module")
        async def one():
            return 1

        @pytest.fixture
        async def two():
            return 2

        async def test_one(one, two):
            assert one < two
    """)


def test_a_wider_loop_scope_is_kept(tmp_path: Path) -> None:
    """A loop scope that widens the loop needs a decorator that takes one."""
    after = repaired(
        FixtureDecorator,
        tmp_path,
        test_one="""
            import pytest_asyncio as pa

            @pa.fixture(loop_scope="session")
            async def one():
                return 1

            async def test_one(one):
                assert one
        """,
    )
    assert after["test_one.py"] == text("""
        import loopwise
        import pytest_asyncio as pa

        @loopwise.fixture(loop_scope="session")
        async def one():
            return 1

        async def test_one(one):
            assert one
    """)
