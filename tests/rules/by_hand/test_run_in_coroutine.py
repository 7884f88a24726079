"""LW201: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.rules.by_hand.run_in_coroutine import RunInCoroutine
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The message says how the loop is run, and what to await instead."""
    assert messages(RunInCoroutine, 0, tmp_path) == snapshot("""\
LW201 `test_answer` runs a loop by `asyncio.run()` while one is running

  ▼   test_example.py:11  test_answer

  Why: async code is on a loop that runs, and a thread runs one at a time.
  Fix: `await answer()`
 More: loopwise explain LW201\
""")
    assert messages(RunInCoroutine, 2, tmp_path) == snapshot("""\
LW201 `test_answer` runs a loop by `Runner.run()` while one is running

  ▼   test_example.py:12  test_answer

  Why: async code is on a loop that runs, and a thread runs one at a time.
  Fix: await what it is given
 More: loopwise explain LW201\
""")
