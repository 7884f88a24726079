"""LW104: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.rules.scopes.event_loop_override import EventLoopOverride
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The whole text says what is wrong, where, why, and what to do."""
    assert messages(EventLoopOverride, 0, tmp_path / "0") == snapshot("""\
LW104 fixture `event_loop` makes a loop by hand

  ▼   conftest.py:6  event_loop  fixture, kept per session

  Why: pytest-asyncio has asked for no `event_loop` fixture since 1.0.
  Fix: delete the fixture: its tests and fixtures find their loops without it
 More: loopwise explain LW104\
""")
