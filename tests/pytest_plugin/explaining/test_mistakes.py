"""LW105 to LW107: slips in how a suite is written, each with words of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.testing import ExampleSuite
from tests.pytest_plugin.explaining.messages import AUTO, STRICT, message

PLAIN = """
    import pytest

    @pytest.fixture
    async def user():
        return {"name": "ann"}
"""


def test_plain_async_fixture_in_strict_mode(tmp_path: Path) -> None:
    """An async fixture that strict mode leaves alone is named, with both ways out."""
    result = ExampleSuite(
        {
            "pytest.ini": STRICT,
            "conftest.py": PLAIN,
            "test_one.py": """
                import pytest

                @pytest.mark.asyncio
                async def test_name(user):
                    assert user["name"] == "ann"
            """,
        }
    ).run(tmp_path)
    assert result.outcomes["test_one.py::test_name"] != "passed"
    assert message(result, "LW105") == snapshot("""\
LW105 fixture `user` is async, but nothing awaited it

  ▼   conftest.py:4  user       fixture, kept per function
  ╰─> test_one.py:4  test_name  test

  Why: in strict mode an async fixture is run if its decorator says so;
       pytest.fixture hands out the coroutine, or the generator, itself.
  Fix: decorate it with @pytest_asyncio.fixture, or @loopwise.fixture
   or: run all async fixtures: asyncio_mode = auto
 More: loopwise explain LW105\
""")


@pytest.mark.skipif(pytest.version_tuple < (8, 4), reason="pytest skips it")
def test_unmarked_test_in_strict_mode(tmp_path: Path) -> None:
    """An async test that nobody runs is named, with both ways out."""
    result = ExampleSuite(
        {"pytest.ini": STRICT, "test_one.py": "async def test_name(): ..."}
    ).run(tmp_path)
    assert result.counts == {"failed": 1}
    assert message(result, "LW106") == snapshot("""\
LW106 test_name is async, but not marked

  ▼   test_one.py:1  test_name  test

  Why: in strict mode only marked async tests are run.
  Fix: mark it: @pytest.mark.asyncio
   or: run all async tests: asyncio_mode = auto
 More: loopwise explain LW106\
""")


def test_scope_mismatch(tmp_path: Path) -> None:
    """A wide async fixture that asks for a narrow one is named, with both ways out."""
    result = ExampleSuite(
        {
            "pytest.ini": AUTO,
            "test_one.py": """
                import pytest

                @pytest.fixture
                async def settings(): ...

                @pytest.fixture(scope="session")
                async def api(settings): ...

                async def test_url(api): ...
            """,
        }
    ).run(tmp_path)
    assert result.counts == {"error": 1}
    assert message(result, "LW107") == snapshot("""\
LW107 fixture `api` lives longer than `settings`, which it asks for

  ▼   test_one.py:7  api       fixture, kept per session
  ╰─> test_one.py:4  settings  fixture, kept per function

  Why: a session-scoped fixture is kept for other tests, when its
       function-scoped one is gone.
  Fix: keep `settings` as long: scope="session"
   or: keep `api` as short: scope="function"
 More: loopwise explain LW107\
""")


def test_narrow_fixture_that_cannot_be_widened(tmp_path: Path) -> None:
    """No fix is offered that would lead to the next mismatch."""
    result = ExampleSuite(
        {
            "pytest.ini": AUTO,
            "test_one.py": """
                import pytest

                @pytest.fixture
                async def url(): ...

                @pytest.fixture
                async def settings(url): ...

                @pytest.fixture(scope="session")
                async def api(settings): ...

                async def test_url(api): ...
            """,
        }
    ).run(tmp_path)
    said = message(result, "LW107")
    assert "as long" not in said
    assert 'Fix: keep `api` as short: scope="function"' in said


def test_sync_scope_mismatch_is_pytests_alone(tmp_path: Path) -> None:
    """Where nothing async takes part, pytest's own message says all."""
    result = ExampleSuite(
        {
            "pytest.ini": AUTO,
            "test_one.py": """
                import pytest

                @pytest.fixture
                def settings(): ...

                @pytest.fixture(scope="session")
                def api(settings): ...

                async def test_url(api): ...
            """,
        }
    ).run(tmp_path)
    assert result.counts == {"error": 1}
    assert "LW" not in result.text


def test_forgotten_await_in_auto_mode(tmp_path: Path) -> None:
    """A coroutine that the test itself forgot to await is nobody else's."""
    result = ExampleSuite(
        {
            "pytest.ini": AUTO,
            "conftest.py": PLAIN,
            "test_one.py": """
                async def load():
                    return {}

                async def test_name(user):
                    assert load()["name"] == user["name"]
            """,
        }
    ).run(tmp_path)
    assert result.counts == {"failed": 1}
    assert "LW1" not in result.text


@pytest.mark.skipif(pytest.version_tuple < (9, 0), reason="pytest only warns of it")
def test_plain_fixture_that_is_asked_for_again(tmp_path: Path) -> None:
    """What pytest fails over at the second test is the same mistake, and says so."""
    suite = ExampleSuite(
        {
            "pytest.ini": "[pytest]\nasyncio_mode = strict\n",
            "test_one.py": """
                import pytest

                @pytest.fixture(scope="module")
                async def user(): return 1

                @pytest.mark.asyncio
                async def test_one(user): ...

                @pytest.mark.asyncio
                async def test_two(user): ...
            """,
        }
    )
    result = suite.run(tmp_path)
    assert result.counts == {"error": 2}
    what = "LW105 fixture `user` is async, but nothing awaited it: test_one and 1 more"
    assert what in result.text
