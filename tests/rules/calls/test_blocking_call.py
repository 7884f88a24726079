from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.rules.calls.blocking_call import BlockingCall
from tests.rules.asked import found, lines, messages, plain, repaired


def test_the_loop_is_slept_on(tmp_path: Path) -> None:
    """The repair awaits `asyncio.sleep`, where the call is a statement."""
    text = """
        import asyncio
        from time import sleep

        async def test_it():
            sleep(1)  # a second
            assert sleep(1) is None
    """
    after = plain(text).replace("    sleep(1)", "    await asyncio.sleep(1)")
    assert repaired(BlockingCall, tmp_path, text) == after


@pytest.mark.parametrize(
    "call",
    [
        "time.sleep(0.5)",
        "time.sleep(seconds)",
        "requests.get(url)",
        "httpx.post(url)",
        "urllib.request.urlopen(url)",
    ],
)
def test_blocking_calls_are_found(call: str, tmp_path: Path) -> None:
    """Sleeping and blocking HTTP in tests and fixtures are found; elsewhere not."""
    text = f"""
        import time, urllib.request
        import httpx, pytest, requests

        @pytest.fixture
        async def value(url, seconds):
            {call}

        async def test_it(url, seconds):
            {call}

        def test_sync(url, seconds):
            {call}

        async def test_inner(url, seconds):
            def inner():
                {call}
    """
    assert lines(found(BlockingCall, tmp_path, text)) == [7, 10]


@pytest.mark.parametrize(
    "text",
    [
        "async def test_it(respx_mock): httpx.get('http://a')",
        "async def test_it(mocker): mocker.patch('time.sleep'); time.sleep(1)",
        "async def test_it(): time.sleep(0.01)",
        "async def test_it(): time.sleep(1)  # noqa: ASYNC251",
        "async def test_it():\n    # time.sleep: the thread goes on\n    time.sleep(1)",
    ],
)
def test_what_is_meant_or_mocked_is_not(text: str, tmp_path: Path) -> None:
    """Mocked calls, moments, and what a comment explains are let be."""
    assert found(BlockingCall, tmp_path, f"import httpx, time\n{text}\n") == []


def test_the_message_says_what_stops(tmp_path: Path) -> None:
    """The message says what the call keeps from going on."""
    text = "import time\n\nasync def test_it():\n    time.sleep(1)\n"
    assert messages(found(BlockingCall, tmp_path, text)) == snapshot("""\
LW406 `time.sleep` keeps the event loop to itself

  ▼   test_it.py:4  test_it

  Why: until it returns no other task of the loop goes on, and no timeout ends.
  Fix: sleep on the loop: `await asyncio.sleep(…)`
   or: put it into a thread: `await asyncio.to_thread(time.sleep, …)`
 More: loopwise explain LW406\
""")
