"""LW107: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.rules.scopes.scope_mismatch import ScopeMismatch
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The whole text says what is wrong, where, why, and what to do."""
    assert messages(ScopeMismatch, 0, tmp_path / "0") == snapshot("""\
LW107 fixture `name` lives longer than `address`, which it asks for

  ▼   test_example.py:9  name     fixture, kept per module
  ╰─> test_example.py:5  address  fixture, kept per function

  Why: a module-scoped fixture is kept for other tests, when its function-scoped
       one is gone.
  Fix: keep `address` as long: scope="module"
   or: keep `name` as short: scope="function"
 More: loopwise explain LW107\
""")
