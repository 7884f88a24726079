from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.rules.calls.dropped_task import DroppedTask
from tests.rules.asked import found, messages

HEAD = """
import asyncio

async def test_it(loop, group, future):
    {}
"""


@pytest.mark.parametrize(
    "statement",
    [
        "asyncio.create_task(asyncio.sleep(1))",
        "asyncio.ensure_future(asyncio.sleep(1))",
        "loop.create_task(asyncio.sleep(1))",
        "asyncio.get_running_loop().create_task(asyncio.sleep(1))",
    ],
)
def test_statements_that_start_tasks_are_found(statement: str, tmp_path: Path) -> None:
    """A task that is started and not kept is found."""
    assert len(found(DroppedTask, tmp_path, HEAD.format(statement))) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "task = asyncio.create_task(asyncio.sleep(1))",
        "await asyncio.create_task(asyncio.sleep(1))",
        "group.create_task(asyncio.sleep(1))",
        "asyncio.ensure_future(future)",
        "asyncio.create_task(asyncio.sleep(1))  # noqa: RUF006",
        "asyncio.gather(asyncio.create_task(asyncio.sleep(1)))",
    ],
)
def test_other_statements_are_not(statement: str, tmp_path: Path) -> None:
    """Tasks that are kept, groups' tasks, and what ruff was told, are let be."""
    assert found(DroppedTask, tmp_path, HEAD.format(statement)) == []


def test_the_message_says_how_to_keep_it(tmp_path: Path) -> None:
    """The message gives the reason that the documentation of asyncio gives."""
    text = HEAD.format("asyncio.create_task(asyncio.sleep(1))")
    assert messages(found(DroppedTask, tmp_path, text)) == snapshot("""\
LW703 nobody keeps the task that `create_task` starts

  ▼   test_it.py:5  test_it

  Why: a loop keeps only weak references to its tasks: this one may be collected
       before it ends.
  Fix: keep it and await it: `task = asyncio.create_task(…)`
   or: start it in an `asyncio.TaskGroup`
 More: loopwise explain LW703\
""")
