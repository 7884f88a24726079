"""LW215: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.rules.by_hand.replaced_plugin import ReplacedPlugin
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The message says what the statement does to those who import the plugin."""
    assert messages(ReplacedPlugin, 0, tmp_path) == snapshot("""\
LW215 `sys.modules["pytest_asyncio"]` is assigned to

  ▼   conftest.py:7  at import

  Why: an import of the module puts it there.
  Fix: remove the statement
 More: loopwise explain LW215\
""")
    assert messages(ReplacedPlugin, 1, tmp_path) == snapshot("""\
LW215 `sys.modules["pytest_asyncio"]` is assigned to

  ▼   conftest.py:5  at import

  Why: what imports the plugin from then on gets something else.
  Fix: remove the statement
 More: loopwise explain LW215\
""")
