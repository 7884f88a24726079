"""LW106: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.rules.scopes.unmarked import Unmarked
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The whole text says what is wrong, where, why, and what to do."""
    assert messages(Unmarked, 0, tmp_path / "0") == snapshot("""\
LW106 test_unmarked is async, but not marked

  ▼   test_example.py:8  test_unmarked  test

  Why: in strict mode only marked async tests are run.
  Fix: mark it: @pytest.mark.asyncio
   or: run all async tests and fixtures: asyncio_mode = auto
 More: loopwise explain LW106\
""")
