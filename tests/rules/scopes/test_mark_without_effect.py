"""LW116: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.rules.scopes.mark_without_effect import MarkWithoutEffect
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The message says what the mark is on, and what comes of it."""
    assert messages(MarkWithoutEffect, 0, tmp_path) == snapshot("""\
LW116 the sync test `test_one` is marked with `asyncio`

  ▼   test_example.py:5  test_one  test

  Why: it runs without a loop, and the mark draws a warning.
  Fix: remove the mark
 More: loopwise explain LW116

LW116 the sync test `test_two` is marked with `asyncio`

  ▼   test_example.py:11  test_two  test

  Why: it runs without a loop, and the mark draws a warning.
  Fix: remove the mark
 More: loopwise explain LW116\
""")
    assert messages(MarkWithoutEffect, 1, tmp_path) == snapshot("""\
LW116 the mark `asyncio` on the fixture `user` has no effect

  ▼   test_example.py:7  user  fixture

  Why: pytest 8 warns, and pytest 9 refuses to collect the file.
  Fix: remove the mark
 More: loopwise explain LW116\
""")
