"""LW101: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.checking.one_project import check_project
from loopwise.model.runner import PYTEST_ASYNCIO, Runner
from loopwise.rules.scopes.other_loop import OtherLoop
from loopwise.testing import ExampleSuite
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The whole text says what is wrong, where, why, and what to do."""
    assert messages(OtherLoop, 0, tmp_path / "0") == snapshot("""\
LW101 fixture `client` lives on another event loop than the test that awaits it

  ▼   conftest.py:22     client       fixture, kept per session  loop: session
  ╰─> test_example.py:2  test_answer  test                       loop: function

  Why: an async object belongs to the loop that it was made on.
  Fix: give tests and fixtures the session's loop:
       asyncio_default_test_loop_scope = session and
       asyncio_default_fixture_loop_scope = session
   or: run the tests with Loopwise, which finds the loops: pip install loopwise
 More: loopwise explain LW101\
""")
    assert messages(OtherLoop, 1, tmp_path / "1") == snapshot("""\
LW101 fixture `waiting` lives on another event loop than the test that awaits it

  ▼   test_example.py:6   waiting       fixture, kept per module  loop: module
  ╰─> test_example.py:10  test_waiting  test                      loop: function

  Why: an async object belongs to the loop that it was made on.
  Fix: drop loop_scope="function" from test_waiting
   or: keep the fixture per test: scope="function"
 More: loopwise explain LW101\
""")


def test_without_a_file_it_is_only_told(tmp_path: Path) -> None:
    """Where no file could take the settings there is no repair, and still a fix."""
    text = """
        import aiohttp
        import pytest
        import pytest_asyncio

        @pytest_asyncio.fixture(scope="session")
        async def client():
            async with aiohttp.ClientSession() as session:
                yield session

        @pytest.mark.asyncio
        async def test_open(client):
            assert not client.closed
    """
    ExampleSuite({"test_one.py": text}).write(tmp_path)
    (found,) = check_project(tmp_path, [OtherLoop], (), Runner(PYTEST_ASYNCIO))
    assert found.repair is None
    assert "asyncio_default_test_loop_scope" in found.diagnostic.fixes[0].text
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    (found,) = check_project(tmp_path, [OtherLoop], (), Runner(PYTEST_ASYNCIO))
    assert found.repair is not None
