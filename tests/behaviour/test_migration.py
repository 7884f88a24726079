"""``event_loop``, its overrides, and all that has to go in one order."""

from __future__ import annotations

from pathlib import Path

from loopwise.testing import ExampleSuite
from tests.rules.migration.leaving import UNSAFE, left, migrated, stays, text

DOCS = Path(__file__).parents[2] / "docs" / "examples"


def test_requests_go_before_the_override(tmp_path: Path) -> None:
    """Requests become the running loop; then nobody needs the fixture, and it goes."""
    after = migrated(
        tmp_path,
        {
            "conftest.py": """
                import asyncio

                import pytest

                @pytest.fixture
                def event_loop():
                    loop = asyncio.get_event_loop_policy().new_event_loop()
                    yield loop
                    loop.close()

                @pytest.fixture
                async def started(event_loop):
                    return event_loop.time()
            """,
            "test_one.py": """
                async def test_one(started, event_loop):
                    assert event_loop.time() >= started
            """,
        },
    )
    assert after["conftest.py"] == text("""
        import asyncio

        import pytest

        @pytest.fixture
        async def started():
            return asyncio.get_running_loop().time()
    """)
    assert after["test_one.py"] == (
        "import asyncio\n\nasync def test_one(started):\n"
        "    assert asyncio.get_running_loop().time() >= started\n"
    )


def test_an_override_that_tests_share_stays(tmp_path: Path) -> None:
    """An override that keeps tests on one loop goes only where that is asked for."""
    files = {
        "conftest.py": """
            import asyncio

            import pytest

            @pytest.fixture(scope="session")
            def event_loop():
                loop = asyncio.new_event_loop()
                yield loop
                loop.close()
        """,
        "test_one.py": """
            async def test_one():
                pass

            async def test_two():
                pass
        """,
    }
    assert stays(tmp_path / "safe", files)
    after = migrated(tmp_path / "unsafe", files, UNSAFE)
    assert not after["conftest.py"].strip()  # its imports had no other use


def test_one_of_several_stays(tmp_path: Path) -> None:
    """Where a mark, a default and an override keep tests together, one is left."""
    after = migrated(
        tmp_path,
        {
            "pytest.ini": """
                [pytest]
                asyncio_default_fixture_loop_scope = session
                asyncio_default_test_loop_scope = session
            """,
            "conftest.py": """
                import asyncio

                import pytest

                @pytest.fixture(scope="session")
                def event_loop():
                    loop = asyncio.new_event_loop()
                    yield loop
                    loop.close()
            """,
            "test_one.py": """
                import asyncio

                import pytest

                pytestmark = pytest.mark.asyncio(loop_scope="session")
                loops = set()

                async def test_one():
                    loops.add(asyncio.get_running_loop())

                async def test_two():
                    loops.add(asyncio.get_running_loop())
                    assert len(loops) == 1
            """,
        },
    )
    assert (
        "event_loop" not in after["conftest.py"] or "loop_scope" in after["pytest.ini"]
    )


def test_a_default_stays_for_marks_that_go(tmp_path: Path) -> None:
    """Of a default and a mark that say the same, the default is left."""
    after = migrated(
        tmp_path,
        {
            "pytest.ini": """
                [pytest]
                asyncio_default_test_loop_scope = session
            """,
            "test_one.py": """
                import asyncio

                import pytest

                loops = set()

                @pytest.mark.asyncio(loop_scope="session")
                async def test_one():
                    loops.add(asyncio.get_running_loop())

                @pytest.mark.asyncio(loop_scope="session")
                async def test_two():
                    loops.add(asyncio.get_running_loop())
                    assert len(loops) == 1
            """,
        },
    )
    assert "test_loop_scope = session" in after["pytest.ini"]
    assert "mark.asyncio" not in after["test_one.py"]


def test_an_override_that_does_more_stays(tmp_path: Path) -> None:
    """A loop of another kind, or with something of its own, is somebody's choice."""
    files = {
        "conftest.py": """
            import asyncio

            import pytest

            class Loop(asyncio.SelectorEventLoop):
                pass

            @pytest.fixture
            def event_loop():
                loop = Loop()
                loop.tag = "mine"
                yield loop
                loop.close()
        """,
        "test_one.py": """
            async def test_one(event_loop):
                assert event_loop.tag == "mine"
        """,
    }
    assert stays(tmp_path, files)


def test_sync_requests_stay(tmp_path: Path) -> None:
    """What a sync test runs on the loop needs the fixture, and so its override."""
    files = {
        "test_one.py": """
            import asyncio

            import pytest

            @pytest.fixture
            def event_loop():
                loop = asyncio.new_event_loop()
                yield loop
                loop.close()

            def test_one(event_loop):
                event_loop.run_until_complete(asyncio.sleep(0))
        """,
    }
    assert stays(tmp_path, files)


def test_what_is_left_is_told(tmp_path: Path) -> None:
    """Policies and dependencies are left to the user, with what to do."""
    told = left(
        tmp_path,
        {
            "pyproject.toml": """
                [project]
                name = "example"

                [dependency-groups]
                test = [
                    "pytest",
                    "pytest-asyncio>=0.23",
                ]
            """,
            "requirements-dev.txt": "pytest-asyncio==0.23.8\n",
            "conftest.py": """
                import pytest
                import uvloop

                @pytest.fixture(scope="session")
                def event_loop_policy():
                    return uvloop.EventLoopPolicy()
            """,
            "test_one.py": """
                async def test_one():
                    pass
            """,
        },
    )
    assert "pyproject.toml:8: LW807" in told or "pyproject.toml:8:" in told
    assert "requirements-dev.txt:1" in told
    assert "conftest.py:6" in told
    assert told.count("LW807") == 2
    assert told.count("LW806") == 1


def test_the_example_of_the_documentation(tmp_path: Path) -> None:
    """The suite that the guide begins with becomes the one that it ends with."""
    files = _example("from_pytest_asyncio")
    wanted = _example("after_pytest_asyncio")
    after = migrated(tmp_path, files, UNSAFE)
    assert (
        after["test_service.py"].replace("import pytest\n\n", "")
        == (wanted["test_service.py"])
    )
    # Imports that nobody needs any more are a linter's to remove.
    assert after["conftest.py"] == wanted["conftest.py"]
    assert after["pytest.ini"] == "[pytest]\n"
    assert ExampleSuite({}).run(tmp_path).exit_code == 0


def _example(name: str) -> dict[str, str]:
    return {
        one.name: one.read_text(encoding="utf-8")
        for one in sorted((DOCS / name).iterdir())
        if one.is_file()
    }
