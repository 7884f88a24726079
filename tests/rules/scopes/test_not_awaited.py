"""LW105: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.rules.scopes.not_awaited import NotAwaited
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The whole text says what is wrong, where, why, and what to do."""
    assert messages(NotAwaited, 0, tmp_path / "0") == snapshot("""\
LW105 fixture `number` is async, but nothing awaits it

  ▼   test_example.py:4  number       fixture, kept per function
  ╰─> test_example.py:8  test_number  test

  Why: in strict mode an async fixture is run if its decorator says so;
       pytest.fixture hands out the coroutine, or the generator, itself.
  Fix: decorate it with @pytest_asyncio.fixture
   or: run all async tests and fixtures: asyncio_mode = auto
 More: loopwise explain LW105\
""")
