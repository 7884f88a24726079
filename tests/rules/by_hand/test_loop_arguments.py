"""LW214: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.rules.by_hand.loop_arguments import LoopArguments
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The message says what becomes of the argument."""
    assert messages(LoopArguments, 0, tmp_path) == snapshot("""\
LW214 `asyncio.Lock` takes no `loop`

  ▼   test_example.py:9  test_lock

  Why: Python 3.10 removed the argument: the loop that runs is taken.
  Fix: remove it
 More: loopwise explain LW214\
""")
    assert messages(LoopArguments, 2, tmp_path) == snapshot("""\
LW214 `connect_args` gives every connection of an engine one loop

  ▼   test_example.py:12  test_engine

  Why: without it a connection opens on the loop that runs; on another it cannot
       be used.
  Fix: remove it
 More: loopwise explain LW214\
""")
