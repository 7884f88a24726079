from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.rules.calls.function_for_coroutine import FunctionForCoroutine
from tests.rules.asked import found, messages, plain, repaired

HEAD = """
import asyncio

async def work():
    return 1

async def double(number):
    return 2 * number

async def numbers():
    yield 1

def plain():
    return 1

async def test_it(loop=None):
    async with asyncio.TaskGroup() as group:
        {}
"""


@pytest.mark.parametrize(
    "call",
    [
        "await asyncio.wait_for(work, 1)",
        "await asyncio.gather(work(), work)",
        "asyncio.create_task(work)",
        "asyncio.ensure_future(double)",
        "await asyncio.shield(work)",
        "asyncio.run(lambda: work())",
        "group.create_task(work)",
        "asyncio.get_running_loop().create_task(work)",
        "loop.run_until_complete(numbers)",
        "await asyncio.wait_for(plain, 1)",
    ],
)
def test_functions_are_found(call: str, tmp_path: Path) -> None:
    """Whatever wants a coroutine, and is given a function, is found."""
    assert len(found(FunctionForCoroutine, tmp_path, HEAD.format(call))) == 1


@pytest.mark.parametrize(
    "call",
    [
        "await asyncio.wait_for(work(), 1)",
        "await asyncio.gather(*[work()])",
        "other.create_task(work)",
        "asyncio.create_task(unknown)",
        "await asyncio.to_thread(plain)",
        "asyncio.create_task(asyncio.sleep(1))",
        "asyncio.run()",
    ],
)
def test_other_calls_are_not(call: str, tmp_path: Path) -> None:
    """Coroutines, and what is unknown, are let be."""
    assert found(FunctionForCoroutine, tmp_path, HEAD.format(call)) == []


@pytest.mark.parametrize(
    "again",
    [
        "work = asyncio.sleep(1)",
        "def change():\n    global work\n    work = 1",
        "@unknown\nasync def work(): ...",
        'NAMES = ["work"]',
        "for work in (): pass",
    ],
)
def test_names_that_may_be_something_else_are_not(again: str, tmp_path: Path) -> None:
    """A function whose name may have another value by then is in doubt."""
    text = f"{HEAD.format('asyncio.create_task(work)')}\n{again}\n"
    assert found(FunctionForCoroutine, tmp_path, text) == []


def test_functions_of_other_modules_are_known(tmp_path: Path) -> None:
    """An `async def` of a first-party module is one wherever it is imported."""
    text = """
        import asyncio
        from app.jobs import work
        import app.jobs as jobs

        async def test_it():
            await asyncio.wait_for(work, 1)
            await asyncio.wait_for(jobs.work, 1)
            await asyncio.wait_for(jobs.unknown, 1)
    """
    job = "async def work(): ...\n"
    findings = found(FunctionForCoroutine, tmp_path, text, app__jobs=job)
    assert [one.place.line for one in findings] == [7, 8]


def test_methods_are_known_by_self(tmp_path: Path) -> None:
    """A method of the same class is known, unless somebody sets the attribute."""
    text = """
        import asyncio

        class TestIt:
            async def work(self): ...
            async def other(self): ...

            async def test_it(self):
                self.other = print
                await asyncio.wait_for(self.work, 1)
                await asyncio.wait_for(self.other, 1)
    """
    assert repaired(FunctionForCoroutine, tmp_path, text) == plain(text).replace(
        "self.work,", "self.work(),"
    )


def test_it_is_called_where_it_needs_no_arguments(tmp_path: Path) -> None:
    """The repair calls a function without parameters, and no other."""
    text = "await asyncio.gather(work, double, lambda: 1, numbers)"
    after = repaired(FunctionForCoroutine, tmp_path, HEAD.format(text))
    assert "gather(work(), double, lambda: 1, numbers)" in after


def test_the_message_names_both_ends(tmp_path: Path) -> None:
    """The message says what is given, and where that is defined."""
    text = HEAD.format("await asyncio.wait_for(work, 1)")
    assert messages(found(FunctionForCoroutine, tmp_path, text)) == snapshot("""\
LW701 `wait_for` is given the function `work`, not a coroutine

  ▼   test_it.py:4   work     async function
  ╰─> test_it.py:18  test_it  wait_for

  Why: only the call of an `async def` function gives a coroutine to run.
  Fix: call it: `work()`
 More: loopwise explain LW701\
""")
