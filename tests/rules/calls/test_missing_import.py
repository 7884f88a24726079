"""LW706: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.rules.calls.missing_import import MissingImport
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The message names what is missing."""
    assert messages(MissingImport, 0, tmp_path) == snapshot("""\
LW706 `pytest_asyncio` is used and not imported

  ▼   test_example.py:7  at import

  Why: the name is not defined: each file has names of its own.
  Fix: import pytest_asyncio
 More: loopwise explain LW706\
""")
