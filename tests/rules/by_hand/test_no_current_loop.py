"""LW203: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.rules.by_hand.no_current_loop import NoCurrentLoop
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The message says why there may be no current loop at that place."""
    assert messages(NoCurrentLoop, 0, tmp_path) == snapshot("""\
LW203 `test_answer_later` asks for the current event loop where there may be
      none

  ▼   test_example.py:14  test_answer_later

  Why: pytest-asyncio leaves none behind after an async test; Python makes none
       from 3.14 on.
  Fix: make it `async def`, and await
 More: loopwise explain LW203\
""")
    assert messages(NoCurrentLoop, 2, tmp_path) == snapshot("""\
LW203 `test_answer` asks for the current event loop where there may be none

  ▼   test_example.py:9  test_answer

  Why: `asyncio.run()` leaves no current loop behind.
  Fix: run it by `asyncio.run()`
   or: make it `async def`, and await
 More: loopwise explain LW203\
""")
    assert messages(NoCurrentLoop, 3, tmp_path) == snapshot("""\
LW203 the current event loop is asked for at import, where there is none

  ▼   test_example.py:4  at import

  Why: Python makes one on demand, warns from 3.12 on, and raises from 3.14 on.
  Fix: call `asyncio.get_running_loop()` in the code that needs it
 More: loopwise explain LW203\
""")
