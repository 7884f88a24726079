"""Settings of pytest-asyncio go where the same tests run on the same loops."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.migration.leaving import UNSAFE, left, migrated, stays, text

PLAIN = """
    async def test_one():
        pass
"""


@pytest.mark.parametrize(
    ("name", "head", "mode", "debug"),
    [
        ("pytest.ini", "[pytest]", "asyncio_mode = auto", "asyncio_debug = true"),
        ("tox.ini", "[pytest]", "asyncio_mode=auto", "asyncio_debug=true"),
        ("setup.cfg", "[tool:pytest]", "asyncio_mode: auto", "asyncio_debug: true"),
        (
            "pyproject.toml",
            "[tool.pytest.ini_options]",
            'asyncio_mode = "auto"',
            "asyncio_debug = true",
        ),
    ],
)
def test_settings_go_from_every_file(
    name: str, head: str, mode: str, debug: str, tmp_path: Path
) -> None:
    """The mode and the default scopes are removed, the debug mode is Loopwise's."""
    quote = '"' if name.endswith(".toml") else ""
    default = f"asyncio_default_fixture_loop_scope = {quote}function{quote}"
    written = f"{head}\n# kept\n{mode}\n{default}\n{debug}\n"
    after = migrated(tmp_path, {name: written, "test_one.py": PLAIN})
    renamed = debug.replace("asyncio_debug", "loopwise_debug")
    assert after[name] == f"{head}\n# kept\n{renamed}\n"


def test_strict_mode_goes_where_all_is_marked(tmp_path: Path) -> None:
    """If strict mode leaves nothing alone, it goes, and then the marks do."""
    after = migrated(
        tmp_path,
        {
            "pytest.ini": """
                [pytest]
                asyncio_mode = strict
            """,
            "test_one.py": """
                import pytest
                import pytest_asyncio

                @pytest_asyncio.fixture
                async def one():
                    return 1

                @pytest.mark.asyncio
                async def test_one(one):
                    assert one == 1
            """,
        },
    )
    assert after["pytest.ini"] == "\n[pytest]\n"
    assert after["test_one.py"] == text("""
        import pytest

        @pytest.fixture
        async def one():
            return 1

        async def test_one(one):
            assert one == 1
    """)


def test_strict_mode_stays_where_something_is_not_marked(tmp_path: Path) -> None:
    """While strict mode leaves a test alone, it goes only where that is asked for."""
    files = {
        "pytest.ini": """
            [pytest]
            asyncio_mode = strict
        """,
        "test_one.py": """
            import pytest

            @pytest.mark.asyncio
            async def test_one():
                pass

            @pytest.mark.skip
            async def test_two():
                pass
        """,
    }
    assert stays(tmp_path / "safe", files)
    after = migrated(tmp_path / "unsafe", files, UNSAFE)
    assert after["pytest.ini"] == "\n[pytest]\n"
    assert "asyncio" not in after["test_one.py"]


def test_the_mode_is_renamed_beside_anyio(tmp_path: Path) -> None:
    """Where anyio runs tests, too, strict mode keeps Loopwise from the others."""
    files = {
        "pytest.ini": """
            [pytest]
            asyncio_mode = strict
        """,
        "test_one.py": """
            import pytest

            @pytest.fixture
            def anyio_backend():
                return "asyncio"

            @pytest.mark.asyncio
            async def test_one():
                pass
        """,
    }
    after = migrated(tmp_path, files)
    assert after["pytest.ini"] == "\n[pytest]\nloopwise_mode = strict\n"
    assert after["test_one.py"] == text(files["test_one.py"])


def test_default_scopes_go_where_the_plan_stays(tmp_path: Path) -> None:
    """A wider default goes if fixtures keep all tests together without it."""
    after = migrated(
        tmp_path,
        {
            "pytest.ini": """
                [pytest]
                asyncio_default_fixture_loop_scope = session
                asyncio_default_test_loop_scope = session
            """,
            "test_one.py": """
                import pytest

                @pytest.fixture(scope="session", autouse=True)
                async def one():
                    yield

                async def test_one():
                    pass

                async def test_two():
                    pass
            """,
        },
    )
    assert after["pytest.ini"] == "\n[pytest]\n"


def test_default_scopes_that_count_stay(tmp_path: Path) -> None:
    """A default that keeps tests together goes only where that is asked for."""
    files = {
        "pytest.ini": """
            [pytest]
            asyncio_default_test_loop_scope = session
        """,
        "test_one.py": """
            async def test_one():
                pass

            async def test_two():
                pass
        """,
    }
    assert stays(tmp_path / "safe", files)
    assert migrated(tmp_path / "unsafe", files, UNSAFE)["pytest.ini"] == "\n[pytest]\n"


def test_settings_that_code_reads_stay(tmp_path: Path) -> None:
    """A key that a conftest asks for is left to it."""
    files = {
        "pytest.ini": """
            [pytest]
            asyncio_mode = auto
        """,
        "test_one.py": """
            async def test_one(pytestconfig):
                assert pytestconfig.getini("asyncio_mode") == "auto"
        """,
    }
    assert stays(tmp_path, files)


def test_values_that_mean_nothing_are_left(tmp_path: Path) -> None:
    """A value that stops pytest is not removed: nobody knows what was meant."""
    files = {
        "pytest.ini": "[pytest]\nasyncio_mode = automatic\n",
        "test_one.py": PLAIN,
    }
    assert "LW804" in left(tmp_path, files)
    assert "automatic" in (tmp_path / "pytest.ini").read_text(encoding="utf-8")
