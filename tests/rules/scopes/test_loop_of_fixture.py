"""LW111: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.rules.scopes.loop_of_fixture import LoopOfFixture
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The whole text says what is wrong, where, why, and what to do."""
    assert messages(LoopOfFixture, 0, tmp_path / "0") == snapshot("""\
LW111 fixture `number` is kept longer than the loop that it runs on

  ▼   test_example.py:4  number  fixture, kept per session  loop: function

  Why: asyncio_default_fixture_loop_scope (pytest.ini) = function, and the
       fixture is kept per session.
  Fix: give fixtures the loop: asyncio_default_fixture_loop_scope = session
   or: keep the fixture per test: scope="function"
 More: loopwise explain LW111\
""")
    assert messages(LoopOfFixture, 1, tmp_path / "1") == snapshot("""\
LW111 fixture `number` is kept longer than the loop that it runs on

  ▼   test_example.py:5  number  fixture, kept per module  loop: function

  Why: its loop is the function's, and it is kept per module.
  Fix: drop loop_scope from `number`
   or: keep the fixture per test: scope="function"
 More: loopwise explain LW111\
""")
