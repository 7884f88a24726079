"""LW113: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.rules.scopes.said_anyway import SaidAnyway
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The whole text says what is wrong, where, why, and what to do."""
    assert messages(SaidAnyway, 0, tmp_path / "0") == snapshot("""\
LW113 loop_scope="module" says what Loopwise does anyway

  ▼   test_example.py:5  number  fixture, kept per module

  Why: planned again without it, every test and fixture has the same loop.
  Fix: drop loop_scope
 More: loopwise explain LW113

LW113 loop_scope="module" says what Loopwise does anyway

  ▼   test_example.py:9  test_number  test

  Why: planned again without it, every test and fixture has the same loop.
  Fix: drop loop_scope
 More: loopwise explain LW113\
""")
