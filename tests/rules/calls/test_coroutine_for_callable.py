from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.rules.calls.coroutine_for_callable import CoroutineForCallable
from tests.rules.asked import found, messages, repaired

HEAD = """
import asyncio
import threading
import anyio
import pytest

async def work(*arguments):
    return print

def made():
    return print

async def test_it(loop, future):
    async with anyio.create_task_group() as group:
        {}
"""


@pytest.mark.parametrize(
    "call",
    [
        "loop.call_soon(work())",
        "asyncio.get_running_loop().call_later(1, work())",
        "loop.run_in_executor(None, work())",
        "await asyncio.to_thread(work())",
        "threading.Thread(target=work()).start()",
        "future.add_done_callback(work())",
        "anyio.from_thread.run(work())",
        "group.start_soon(work())",
        "pytest.raises(ValueError, work())",
    ],
)
def test_coroutines_are_found(call: str, tmp_path: Path) -> None:
    """Whatever calls what it is given, and is given a coroutine, is found."""
    assert len(found(CoroutineForCallable, tmp_path, HEAD.format(call))) == 1


@pytest.mark.parametrize(
    "call",
    [
        "loop.call_soon(made())",
        "other.call_soon(work())",
        "scheduler.start_soon(work())",
        "threading.Thread(work())",
        "await asyncio.to_thread(made())",
        "future.add_done_callback(unknown())",
    ],
)
def test_other_calls_are_not(call: str, tmp_path: Path) -> None:
    """What a function returns may well be callable, and others may take coroutines."""
    assert found(CoroutineForCallable, tmp_path, HEAD.format(call)) == []


def test_arguments_follow_the_function(tmp_path: Path) -> None:
    """For anyio the repair gives the function, and its arguments after it."""
    text = HEAD.format("group.start_soon(work(1, [2]))")
    after = repaired(CoroutineForCallable, tmp_path, text)
    assert "group.start_soon(work, 1, [2])" in after


def test_keywords_are_left_to_the_user(tmp_path: Path) -> None:
    """Arguments by keyword cannot follow: there is no repair, and there is advice."""
    text = HEAD.format("group.start_soon(work(one=1))")
    (finding,) = found(CoroutineForCallable, tmp_path, text)
    assert finding.repair is None
    assert finding.diagnostic.fixes


def test_the_message_names_both_ends(tmp_path: Path) -> None:
    """The message says what is given, and what to give instead."""
    text = HEAD.format("loop.call_soon(work())")
    assert messages(found(CoroutineForCallable, tmp_path, text)) == snapshot("""\
LW702 `call_soon` is given the coroutine that `work` gives, not a callable

  ▼   test_it.py:7   work     async function
  ╰─> test_it.py:15  test_it  call_soon

  Why: `call_soon` calls what it is given, and a coroutine cannot be called.
  Fix: start it as a task: `asyncio.create_task(work(…))`
 More: loopwise explain LW702\
""")
