"""pytest-cov: the lines that async code ran are measured, and which test ran them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.behaviour.conftest import Beside, Project

APP = """\
import asyncio


async def used(bound):
    await bound.use()
    if bound is None:
        return await unused()
    return await asyncio.to_thread(threaded)


async def unused():
    await asyncio.sleep(0)
    return None


def threaded():
    return 1


async def in_set_up():
    await asyncio.sleep(0)


async def in_teardown():
    await asyncio.sleep(0)


def called_back():
    return 2
"""
SUITE = """
import asyncio
import pytest
import app
from bound import Bound

@pytest.fixture(scope="session")
async def db():
    await app.in_set_up()
    made = Bound()
    yield made
    await made.use()
    await app.in_teardown()

async def test_one(db):
    assert await app.used(db) == 1

async def test_two():
    assert await app.used(Bound()) == 1

async def test_three():
    future = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(
        0.01, lambda: future.set_result(app.called_back())
    )
    assert await future == 2
"""
FILES = {"app.py": APP, "test_it.py": SUITE}
REPORT = ("--cov=app", "--cov-report=json:cov.json")


def lines_of(text: str) -> int:
    """Give the number of the line of the application that holds a text."""
    return [text in line for line in APP.splitlines()].index(True) + 1


def measured(project: Project) -> dict[str, Any]:
    """Read what pytest-cov wrote about the application."""
    text = (project.directory / "cov.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)["files"]["app.py"]
    return found


@pytest.mark.parametrize("extra", [[], ["-n2"]], ids=["one process", "xdist"])
def test_lines_of_async_code(beside: Beside, extra: list[str]) -> None:
    """What tests, set-up, teardown, callbacks and threads ran is covered; no other."""
    project = beside("xdist", "pytest_cov")
    project.passes(FILES, 3, *REPORT, "--cov-branch", *extra)
    found = measured(project)
    unused = lines_of("async def unused")
    never = lines_of("return await unused")
    assert found["missing_lines"] == [never, unused + 1, unused + 2]
    assert found["missing_branches"] == [[never - 1, never]]
    ran = {"threaded": 1, "in_set_up": 1, "in_teardown": 1, "called_back": 1}
    for function, count in ran.items():
        covered = found["functions"][function]["executed_lines"]
        assert len(covered) == count, function


def test_contexts_of_async_tests(beside: Beside) -> None:
    """With a context for each test, a line knows the tests and phases that ran it."""
    project = beside("pytest_cov")
    options = ("--cov-context=test", "-o", "testpaths=.")
    rc = "[run]\nbranch = true\n[json]\nshow_contexts = true\n"
    project.passes({**FILES, ".coveragerc": rc}, 3, *REPORT, *options)
    contexts = {
        text: sorted(measured(project)["contexts"][str(lines_of(text))])
        for text in ("await bound.use()", "return 1", "return 2")
    }
    both = ["test_it.py::test_one|run", "test_it.py::test_two|run"]
    assert contexts == {
        "await bound.use()": both,
        "return 1": both,
        "return 2": ["test_it.py::test_three|run"],
    }
    contexts = {
        text: measured(project)["contexts"][str(lines_of(text) + 1)]
        for text in ("async def in_set_up", "async def in_teardown")
    }
    assert contexts == {
        "async def in_set_up": ["test_it.py::test_one|setup"],
        "async def in_teardown": ["test_it.py::test_three|teardown"],
    }
