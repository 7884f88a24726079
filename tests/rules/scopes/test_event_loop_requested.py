"""LW114: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.rules.scopes.event_loop_requested import EventLoopRequested
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The message says since when there is no such fixture."""
    assert messages(EventLoopRequested, 0, tmp_path) == snapshot("""\
LW114 `started` requests `event_loop`, which pytest-asyncio does not have

  ▼   test_example.py:8  started  fixture

  Why: the fixture is gone since pytest-asyncio 1.0.
  Fix: call `asyncio.get_running_loop()` in its place
 More: loopwise explain LW114

LW114 `test_time` requests `event_loop`, which pytest-asyncio does not have

  ▼   test_example.py:12  test_time  test

  Why: the fixture is gone since pytest-asyncio 1.0.
  Fix: call `asyncio.get_running_loop()` in its place
 More: loopwise explain LW114\
""")
    assert messages(EventLoopRequested, 2, tmp_path) == snapshot("""\
LW114 `test_answer` requests `event_loop`, which pytest-asyncio does not have

  ▼   test_example.py:5  test_answer  test

  Why: the fixture is gone since pytest-asyncio 1.0.
  Fix: make it `async def`, and await
 More: loopwise explain LW114\
""")
