"""LW113: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.checking.check import check
from loopwise.checking.options import Options
from loopwise.rules.scopes.said_anyway import SaidAnyway
from tests.checking.projects import written
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The whole text says what is wrong, where, why, and what to do."""
    assert messages(SaidAnyway, 0, tmp_path / "0") == snapshot("""\
LW113 loop_scope="module" says what Loopwise does anyway

  ▼   test_example.py:5  number  fixture, kept per module

  Why: planned again without it, every test and fixture has the same loop.
  Fix: drop loop_scope
 More: loopwise explain LW113

LW113 loop_scope="module" says what Loopwise does anyway

  ▼   test_example.py:9  test_number  test

  Why: planned again without it, every test and fixture has the same loop.
  Fix: drop loop_scope
 More: loopwise explain LW113\
""")


def test_nobody_says_what_runs_the_tests(tmp_path: Path) -> None:
    """Loop scopes are called spare only where Loopwise is known to run the tests."""
    source = """
        import pytest

        @pytest.fixture(scope="module")
        async def number():
            return 1

        @pytest.mark.asyncio(loop_scope="module")
        async def test_number(number):
            assert number == 1
    """
    written(tmp_path, {"test_example.py": source})
    for runner, count in ((None, 0), ("pytest-asyncio", 0), ("loopwise", 1)):
        options = Options(directory=tmp_path, runner=runner, is_cached=False)
        found = check([tmp_path], options, [SaidAnyway]).findings
        assert len(found) == count, runner
