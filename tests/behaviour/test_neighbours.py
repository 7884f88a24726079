"""Other plugins' tests are left alone, and other plugins beside do no harm."""

from __future__ import annotations

import dataclasses
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.behaviour.conftest import Project


@pytest.fixture
def project(project: Project) -> Project:
    """Let all installed plugins take part: they are what this is about."""
    return dataclasses.replace(project, autoload=True)


HEAD = """
import asyncio
import unittest
import pytest
from bound import Bound, note
"""


def test_isolated_test_cases_beside_ours(project: Project) -> None:
    """`IsolatedAsyncioTestCase` keeps its loop; a wider loop of ours survives it."""
    project.passes(
        f"""{HEAD}
@pytest.fixture(scope="session")
async def db():
    return Bound()

async def test_before(db):
    await db.use()

class TestIt(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.bound = Bound()
        self.addAsyncCleanup(self.bound.use)

    async def test_1(self):
        await self.bound.use()

    async def test_2(self):
        self.task = asyncio.create_task(asyncio.sleep(60))

async def test_after(db):
    await db.use()

def test_sync(db):
    assert asyncio.get_event_loop() is db.loop
""",
        5,
    )


def test_doctests_and_other_items(project: Project) -> None:
    """Items that are no functions, such as doctests, run as they do without us."""
    project.passes(
        {
            "conftest.py": """
                import pytest

                class Text(pytest.File):
                    def collect(self):
                        yield Line.from_parent(self, name="line")

                class Line(pytest.Item):
                    def runtest(self):
                        assert self.path.read_text() == "right"

                def pytest_collect_file(parent, file_path):
                    if file_path.suffix == ".text":
                        return Text.from_parent(parent, path=file_path)
            """,
            "test_it.py": f"""{HEAD}
def double(number):
    '''Double it.

    >>> double(2)
    4
    '''
    return number * 2

async def test_it():
    await asyncio.sleep(0)
""",
            "one.text": "right",
        },
        3,
        "--doctest-modules",
    )


def test_our_autouse_fixtures_beside_isolated_test_cases(project: Project) -> None:
    """A session fixture of ours is set up on its loop, whoever needs it first."""
    project.passes(
        f"""{HEAD}
@pytest.fixture(scope="session", autouse=True)
async def db():
    made = Bound()
    yield made
    await made.use()

class TestIsolated(unittest.IsolatedAsyncioTestCase):
    async def test_theirs(self):
        await asyncio.sleep(0)

class TestSync(unittest.TestCase):
    @pytest.fixture(autouse=True)
    def inject(self, db):
        self.db = db

    def test_sync(self):
        assert asyncio.get_event_loop() is self.db.loop

async def test_ours(db):
    await db.use()
""",
        3,
    )


@pytest.mark.skipif(sys.platform == "win32", reason="there is no uvloop for Windows")
def test_uvloop(project: Project) -> None:
    """Under uvloop's policy the suite runs on its loops, tasks and all."""
    project.passes(
        f"""{HEAD}
import uvloop

asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())

@pytest.fixture(scope="session")
async def db():
    made = Bound()
    async with asyncio.TaskGroup():
        yield made
        await made.use()

@pytest.fixture
async def own(db):
    await db.use()
    yield
    await db.use()

async def test_async(db, own):
    assert isinstance(db.loop, uvloop.Loop)
    await db.use()

def test_sync(own):
    pass

async def test_leftover():
    test_leftover.task = asyncio.create_task(asyncio.sleep(60))
    await asyncio.to_thread(int)

def test_ended():
    assert test_leftover.task.cancelled()
""",
        4,
        *("-W", "ignore::DeprecationWarning"),
    )


@pytest.mark.parametrize("kind", ["async def", "def"])
def test_pytest_inside_a_test(project: Project, kind: str) -> None:
    """A test of a plugin may run pytest in its own process, from async code, too."""
    project.passes(
        f"""{HEAD}
SUITE = '''
import asyncio
import pytest

@pytest.fixture(scope="session")
async def queue():
    yield asyncio.Queue()

async def test_shared(queue):
    queue.put_nowait(1)
    assert await queue.get() == 1

async def test_own():
    await asyncio.sleep(0)
'''

@pytest.fixture(scope="session")
async def db():
    return Bound()

{kind} test_inside(db, pytester):
    pytester.makepyfile(SUITE)
    pytester.runpytest_inprocess().assert_outcomes(passed=2)

async def test_after(db):
    await db.use()
""",
        2,
        *("-p", "pytester"),
    )


@pytest.mark.parametrize("option", ["--setup-show", "--setup-plan", "--setup-only"])
def test_pytests_options_that_show_set_up(project: Project, option: str) -> None:
    """The views of set-up work, and `--setup-plan` runs no fixture."""
    result = project.run(
        f"""{HEAD}
@pytest.fixture(scope="session")
async def db():
    note("up")
    yield Bound()
    note("down")

async def test_it(db):
    note("test")
""",
        option,
    )
    assert result.exit_code in {0, 5}, result.text
    assert "SETUP    S db" in result.text
    assert "warning" not in result.text
    expected = {"--setup-show": ["up", "test", "down"], "--setup-plan": []}
    assert project.notes == expected.get(option, ["up", "down"])


def test_doctests_of_the_same_file(project: Project) -> None:
    """A module that is also collected for its doctests keeps its fixtures' loop."""
    project.passes(
        f"""{HEAD}
@pytest.fixture(scope="module")
async def value():
    return Bound()

def documented():
    \"\"\"
    >>> 1 + 1
    2
    \"\"\"

async def test_first(value):
    await value.use()

async def test_second(value):
    await value.use()
""",
        3,
        "--doctest-modules",
    )
