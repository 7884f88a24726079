"""LW115: what is said."""

from __future__ import annotations

from pathlib import Path

from inline_snapshot import snapshot

from loopwise.rules.scopes.asyncio_arguments import AsyncioArguments
from tests.rules.running import messages


def test_the_message(tmp_path: Path) -> None:
    """The message says which argument is wrong, and what is right."""
    assert messages(AsyncioArguments, 0, tmp_path) == snapshot("""\
LW115 the argument `scope` of `pytest.mark.asyncio` is deprecated

  ▼   test_example.py:5  test_one  test

  Why: pytest-asyncio calls it `loop_scope` since 0.24.
  Fix: write `loop_scope`
 More: loopwise explain LW115

LW115 the argument `scope` of `pytest.mark.asyncio` is deprecated

  ▼   test_example.py:9  TestTwo

  Why: pytest-asyncio calls it `loop_scope` since 0.24.
  Fix: write `loop_scope`
 More: loopwise explain LW115\
""")
    assert messages(AsyncioArguments, 1, tmp_path) == snapshot("""\
LW115 `pytest.mark.asyncio` takes keyword arguments only

  ▼   test_example.py:5  test_one  test

  Why: it is not known what an argument without a name means.
  Fix: write `loop_scope="module"`
 More: loopwise explain LW115\
""")
    assert messages(AsyncioArguments, 2, tmp_path) == snapshot("""\
LW115 `pytest.mark.asyncio` has both `scope` and `loop_scope`

  ▼   test_example.py:5  test_one  test

  Why: `scope` is the old name of `loop_scope`: with both, the test fails.
  Fix: drop `scope`
 More: loopwise explain LW115\
""")
    assert messages(AsyncioArguments, 3, tmp_path) == snapshot("""\
LW115 `pytest.mark.asyncio` takes no `loop`

  ▼   test_example.py:5  test_one  test

  Why: what it takes that has to do with loops is `loop_scope`.
  Fix: remove the argument
 More: loopwise explain LW115\
""")
    assert messages(AsyncioArguments, 4, tmp_path) == snapshot("""\
LW115 `"modul"` is no scope

  ▼   test_example.py:5  test_one  test

  Why: scopes are function, class, module, package, session.
  Fix: write one of them
 More: loopwise explain LW115\
""")
