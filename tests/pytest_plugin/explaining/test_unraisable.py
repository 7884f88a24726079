"""LW301: what a ``__del__`` says of a closed loop, with what belonged to it."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.testing import ExampleSuite
from tests.pytest_plugin.explaining.messages import AUTO

LEFT_OPEN = """
    import asyncio
    import gc
    import pytest

    class Client:
        async def open(self):
            self.loop = asyncio.get_running_loop()

        def __del__(self):
            self.loop.call_soon(print)

    @pytest.fixture
    def client():
        client = Client()
        asyncio.run(client.open())
        yield
        del client
        gc.collect()

    def test_one(client): ...
    async def test_two(): ...
"""


@pytest.mark.skipif(pytest.version_tuple < (8, 4), reason="pytest hooks in later")
def test_object_that_outlives_its_loop(tmp_path: Path) -> None:
    """The warning says what was collected, which loop it had, and who made that."""
    suite = ExampleSuite({"pytest.ini": AUTO, "test_one.py": LEFT_OPEN})
    result = suite.run(tmp_path)
    assert result.counts == {"passed": 2}
    found = re.search(
        r"^ *LW301 .*?explain LW301$", result.text, re.MULTILINE | re.DOTALL
    )
    assert found is not None, result.text
    assert textwrap.dedent(found[0]) == snapshot("""\
LW301 a test_one.Client of fixture `client` was left open until its loop was
      closed

  ▼   test_one.py:16  client  fixture, kept per function  loop: closed

  Why: it belonged to a loop made at test_one.py:16. Python collects it now, and
       its `__del__` needs the loop.
  Fix: close it where it was made
 More: loopwise explain LW301\
""")


def test_hook_is_put_back(tmp_path: Path) -> None:
    """After the run others' hook for such exceptions is what it was."""
    # At the very end: pytest, too, puts back what it found, and does so last.
    text = """
        import atexit
        import sys

        def look():
            print("UNHOOKED", sys.unraisablehook is sys.__unraisablehook__)

        atexit.register(look)
    """
    files = {"conftest.py": text, "test_one.py": "async def test_one(): ..."}
    result = ExampleSuite({"pytest.ini": AUTO, **files}).run(tmp_path, "-s")
    assert "UNHOOKED True" in result.text
