"""LW211: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.rules.by_hand.get_event_loop import GetEventLoop
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The message names the function, and the way that says what is meant."""
    assert messages(GetEventLoop, 0, tmp_path) == snapshot("""\
LW211 `test_time` asks for the event loop by `get_event_loop()`

  ▼   test_example.py:8  test_time

  Why: only `get_running_loop()` says that the running one is meant, and fails
       where none runs.
  Fix: call `asyncio.get_running_loop()`
 More: loopwise explain LW211\
""")
    assert messages(GetEventLoop, 1, tmp_path) == snapshot("""\
LW211 `test_time` asks for the event loop by `get_event_loop()`

  ▼   test_example.py:8  test_time

  Why: only `get_running_loop()` says that the running one is meant, and fails
       where none runs.
  Fix: call `asyncio.get_running_loop()`
 More: loopwise explain LW211

LW211 `test_time` asks for the event loop by `get_event_loop()`

  ▼   test_example.py:9  test_time

  Why: only `get_running_loop()` says that the running one is meant, and fails
       where none runs.
  Fix: call `asyncio.get_running_loop()`
 More: loopwise explain LW211\
""")
