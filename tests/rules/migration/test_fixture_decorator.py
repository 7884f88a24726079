"""pytest-asyncio's decorator for fixtures becomes pytest's."""

from __future__ import annotations

from pathlib import Path

from loopwise.rules.migration.fixture_decorator import FixtureDecorator
from tests.rules.migration.leaving import migrated, repaired, stays, text


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


def test_aliases_and_calls_become_pytests(tmp_path: Path) -> None:
    """Whatever name the decorator has, and where it is called: so is pytest's."""
    after = migrated(
        tmp_path,
        {
            "test_one.py": """
                import pytest_asyncio as pa
                from pytest_asyncio import fixture as async_fixture, is_async_test
                from pytest_asyncio import fixture

                @async_fixture
                async def one():
                    return 1

                @fixture(scope="module", loop_scope="module")
                async def two():
                    return 2

                async def _three():
                    return 3

                three = pa.fixture(_three)

                async def test_one(one, two, three):
                    assert is_async_test
                    assert one + two == three
            """
        },
    )
    assert after["test_one.py"] == text("""
        import pytest
        from pytest_asyncio import is_async_test

        @pytest.fixture
        async def one():
            return 1

        @pytest.fixture(scope="module")
        async def two():
            return 2

        async def _three():
            return 3

        three = pytest.fixture(_three)

        async def test_one(one, two, three):
            assert is_async_test
            assert one + two == three
    """)


def test_what_says_more_stays(tmp_path: Path) -> None:
    """A sync function, or one that is decorated again, runs on a loop by its name."""
    written = """
        import functools

        import pytest_asyncio

        def wrapped(function):
            @functools.wraps(function)
            def call():
                return function()
            return call

        @pytest_asyncio.fixture
        def one():
            return 1

        @pytest_asyncio.fixture
        @wrapped
        async def two():
            return 2

        async def test_one(one, two):
            assert one + one == two
    """
    assert stays(tmp_path, {"test_one.py": written})


def test_fixtures_of_anyio_keep_their_owner(tmp_path: Path) -> None:
    """Where anyio runs tests, too, a fixture says that Loopwise runs it."""
    after = migrated(
        tmp_path,
        {
            "conftest.py": """
                import pytest
                import pytest_asyncio

                @pytest.fixture
                def anyio_backend():
                    return "asyncio"

                @pytest_asyncio.fixture
                async def one():
                    return 1
            """,
            "test_one.py": """
                async def test_one(one):
                    assert one == 1
            """,
        },
    )
    assert "@loopwise.fixture\nasync def one" in after["conftest.py"]
    assert "pytest_asyncio" not in after["conftest.py"]
