"""LW212: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.rules.by_hand.unclosed_loop import UnclosedLoop
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The message says where the loop is to be closed."""
    assert messages(UnclosedLoop, 0, tmp_path) == snapshot("""\
LW212 `test_answer` makes an event loop and never closes it

  ▼   test_example.py:8  test_answer

  Why: a loop holds a selector and sockets until it is closed.
  Fix: call `loop.close()` in a `finally`
 More: loopwise explain LW212\
""")
    assert messages(UnclosedLoop, 1, tmp_path) == snapshot("""\
LW212 `loop` makes an event loop and never closes it

  ▼   test_example.py:8  loop

  Why: a loop holds a selector and sockets until it is closed.
  Fix: call `loop.close()` behind the `yield`
 More: loopwise explain LW212\
""")
