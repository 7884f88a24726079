"""LW213: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.rules.by_hand.set_event_loop import SetEventLoop
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The message says who gets the loop that is left."""
    assert messages(SetEventLoop, 0, tmp_path) == snapshot("""\
LW213 `test_answer` sets the current event loop and leaves it set

  ▼   test_example.py:9  test_answer

  Why: the next one that asks for the current loop gets this one, closed or not.
  Fix: call `asyncio.set_event_loop(None)` at the end, in a `finally`
 More: loopwise explain LW213\
""")
