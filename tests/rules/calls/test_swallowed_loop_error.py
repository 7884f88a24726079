from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.rules.calls.swallowed_loop_error import SwallowedLoopError
from tests.rules.asked import found, messages

HEAD = """
import pytest

@pytest.fixture
async def session(make):
    session = make()
    try:
        yield session
        await session.rollback()
    except {}
"""


@pytest.mark.parametrize(
    "handler",
    [
        """RuntimeError as error:
        if "Event loop is closed" not in str(error):
            raise""",
        """Exception as error:
        if "attached to a different loop" in str(error):
            print("never mind")
        else:
            raise""",
        """(OSError, RuntimeError) as error:
        if not ("event loop is closed" in str(error).lower()):
            raise""",
        """RuntimeError as error:
        if str(error) != "Event loop is closed":
            raise error""",
        """RuntimeError as error:
        if "Event loop is closed" in str(error) or "different loop" in str(error):
            return""".replace('"different loop"', '"attached to a different loop"'),
    ],
)
def test_swallowing_is_found(handler: str, tmp_path: Path) -> None:
    """A handler that lets the error pass by its text is found."""
    assert len(found(SwallowedLoopError, tmp_path, HEAD.format(handler))) == 1


@pytest.mark.parametrize(
    "handler",
    [
        """RuntimeError as error:
        if "Event loop is closed" in str(error):
            raise OSError from error
        raise""",
        """RuntimeError as error:
        assert "Event loop is closed" in str(error)""",
        """RuntimeError as error:
        if "Event loop is closed" in str(error):
            pytest.fail("the loop")""",
        """ValueError as error:
        if "Event loop is closed" not in str(error):
            raise""",
        """RuntimeError as error:
        if "something else" not in str(error):
            raise""",
        """RuntimeError as error:
        if error.args or "Event loop is closed" in str(error):
            pass""",
    ],
)
def test_other_handlers_are_not(handler: str, tmp_path: Path) -> None:
    """A handler that raises, asserts, or looks for something else is let be."""
    assert found(SwallowedLoopError, tmp_path, HEAD.format(handler)) == []


def test_the_message_says_what_it_hides(tmp_path: Path) -> None:
    """The message says what the error means, and what to do in its place."""
    text = HEAD.format(
        """RuntimeError as error:
        if "Event loop is closed" not in str(error):
            raise"""
    )
    assert messages(found(SwallowedLoopError, tmp_path, text)) == snapshot("""\
LW704 the error "Event loop is closed" is swallowed

  ▼   test_it.py:10  session

  Why: it says that an object is used on another loop than its own: that stays.
  Fix: give the fixture and the tests that use it the same loop scope
   or: make the object for each test, and close it there
 More: loopwise explain LW704\
""")
