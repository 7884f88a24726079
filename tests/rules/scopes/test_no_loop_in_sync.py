"""LW203: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.rules.scopes.no_loop_in_sync import NoLoopInSync
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The whole text says what is wrong, where, why, and what to do."""
    assert messages(NoLoopInSync, 0, tmp_path / "0") == snapshot("""\
LW203 test_sync runs the current event loop, and there may be none

  ▼   test_example.py:7  test_sync  test

  Why: pytest-asyncio leaves no current loop behind, so it depends on the order
       of the tests.
  Fix: make the session's loop current in sync tests, by a fixture in
       conftest.py
   or: run the tests with Loopwise, which finds the loops: pip install loopwise
 More: loopwise explain LW203\
""")
