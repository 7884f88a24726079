"""LW103: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.rules.scopes.object_on_other_loop import ObjectOnOtherLoop
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The whole text says what is wrong, where, why, and what to do."""
    assert messages(ObjectOnOtherLoop, 0, tmp_path / "0") == snapshot("""\
LW103 `client` is reached from 2 event loops, and belongs to one

  ▼   app/http.py:4       client    resource, AsyncClient  loop: function
  ╰─> test_example.py:13  test_two  test                   loop: function

  Why: an AsyncClient belongs to the loop that it is used on first.
  Fix: give tests and fixtures the session's loop:
       asyncio_default_test_loop_scope = session and
       asyncio_default_fixture_loop_scope = session
   or: run the tests with Loopwise, which finds the loops: pip install loopwise
 More: loopwise explain LW103\
""")
