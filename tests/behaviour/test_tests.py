"""Every form that a test function takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.behaviour.conftest import Project

HEAD = """
import asyncio
import functools
import unittest
from unittest import mock
import pytest
from bound import Bound, note
"""


def test_async_xunit_functions(project: Project) -> None:
    """Async `setup_*` and `teardown_*` are awaited, on the loop of what they serve."""
    project.passes(
        f"""{HEAD}
async def setup_module(module):
    module.db = Bound("module")

async def teardown_module():
    note("teardown_module", await db.use())

async def setup_function(function):
    await db.use()
    note("setup_function", function.__name__)

async def teardown_function():
    note("teardown_function", await db.use())

async def test_function():
    await db.use()

class TestIt:
    @classmethod
    async def setup_class(cls):
        cls.client = Bound("class")

    @classmethod
    async def teardown_class(cls):
        note("teardown_class", await cls.client.use())

    async def setup_method(self, method):
        self.own = Bound("method")
        await self.client.use()

    async def teardown_method(self):
        note("teardown_method", await self.own.use())

    async def test_1(self):
        await db.use()
        await self.client.use()
        await self.own.use()

    def test_2(self):
        assert self.own.name == "method"
""",
        3,
    )
    assert project.notes == [
        "setup_function test_function",
        "teardown_function module",
        "teardown_method method",
        "teardown_method method",
        "teardown_class class",
        "teardown_module module",
    ]


def test_async_xunit_only_methods_of_one_test(project: Project) -> None:
    """Without anything wider, `setup_method` and its test share the test's own loop."""
    project.passes(
        f"""{HEAD}
class TestIt:
    async def setup_method(self):
        self.own = Bound()

    async def teardown_method(self):
        await self.own.use()

    async def test_1(self):
        await self.own.use()

    async def test_2(self):
        await self.own.use()

class TestSync:
    def setup_method(self):
        self.value = 1

    async def test_1(self):
        assert self.value == 1
""",
        3,
    )


def test_static_and_class_methods(project: Project) -> None:
    """A `staticmethod` or `classmethod` runs as a test, with fixtures."""
    project.passes(
        f"""{HEAD}
@pytest.fixture(scope="session")
async def db():
    return Bound()

class TestIt:
    @staticmethod
    async def test_static(db):
        await db.use()

    @classmethod
    async def test_class(cls, db):
        assert cls.__name__ == "TestIt"
        await db.use()
""",
        2,
    )


def test_inherited_tests(project: Project) -> None:
    """An inherited async test runs once per class, with the class's own fixtures."""
    project.passes(
        f"""{HEAD}
class Checks:
    async def test_it(self, db):
        assert await db.use() == self.name

class TestOne(Checks):
    name = "one"

    @pytest.fixture
    async def db(self):
        return Bound("one")

class TestTwo(Checks):
    name = "two"

    @pytest.fixture(scope="session")
    @staticmethod
    async def db():
        return Bound("two")
""",
        2,
    )


def test_mock_patch(project: Project) -> None:
    """`unittest.mock.patch` on an async test holds while it awaits."""
    project.passes(
        f"""{HEAD}
import os

@mock.patch("os.getcwd", return_value="here")
async def test_argument(getcwd, tmp_path):
    await asyncio.sleep(0)
    assert os.getcwd() == "here"

@mock.patch("os.getcwd", new=lambda: "there")
async def test_new():
    await asyncio.sleep(0)
    assert os.getcwd() == "there"

@mock.patch.object(os, "getcwd", new_callable=mock.AsyncMock)
class TestIt:
    async def test_class(self, getcwd):
        getcwd.return_value = "async"
        assert await os.getcwd() == "async"

def test_gone():
    assert os.getcwd() not in ("here", "there")
""",
        4,
    )


@pytest.mark.parametrize("where", ["body", "group", "fixture", "fixture_group"])
def test_skip_xfail_and_fail_inside(project: Project, where: str) -> None:
    """`skip`, `xfail` and `fail` count wherever they are raised, in a group too."""
    inside = "{call}"
    if "group" in where:
        inside = """
    async with asyncio.TaskGroup() as group:
        group.create_task(asyncio.sleep(60))
        {call}"""
    name = "made" if "fixture" in where else ""
    text = HEAD
    for outcome in ("skip", "xfail", "fail"):
        body = inside.format(call=f'pytest.{outcome}("because")')
        if name:
            text += f"""
@pytest.fixture
async def {outcome}_fixture():
    {body}

async def test_{outcome}({outcome}_fixture):
    pass
"""
        else:
            text += f"""
async def test_{outcome}():
    {body}
"""
    result = project.run(text)
    failed = "error" if name else "failed"
    outcomes = list(result.outcomes.values())
    assert outcomes == ["skipped", "xfailed", failed], result.text


def test_raises_and_marks(project: Project) -> None:
    """`pytest.raises` and the skip and xfail marks work on async tests."""
    result = project.run(
        f"""{HEAD}
async def test_raises():
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await asyncio.sleep(60)

@pytest.mark.skip
async def test_skip():
    raise AssertionError

@pytest.mark.skipif(True, reason="so")
class TestIt:
    async def test_skipif(self):
        raise AssertionError

@pytest.mark.xfail(raises=ZeroDivisionError, strict=True)
async def test_xfail():
    await asyncio.sleep(0)
    1 / 0

@pytest.mark.xfail(run=False)
async def test_not_run():
    raise AssertionError
"""
    )
    outcomes = list(result.outcomes.values())
    assert outcomes == ["passed", "skipped", "skipped", "xfailed", "xfailed"]


def test_a_returned_value_is_treated_as_pytest_does(project: Project) -> None:
    """A test that returns a value is told of, or fails, as a sync one is."""
    for warnings in ("error", "default"):
        found = project.run("async def test_it(): return 1", "-W", warnings)
        plain = project.run("def test_it(): return 1", "-W", warnings)
        assert found.counts == plain.counts
        name = "PytestReturnNotNoneWarning"
        assert (name in found.text) == (name in plain.text)


def test_sync_wrappers_that_return_a_coroutine(project: Project) -> None:
    """What a decorator's sync wrapper returns is awaited, with `wraps` or without."""
    result = project.run(
        f"""{HEAD}
def with_wraps(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)
    return wrapper

def without_wraps(function):
    def wrapper():
        return function()
    return wrapper

@pytest.fixture(scope="session")
async def db():
    return Bound()

@with_wraps
async def test_wraps(db):
    await db.use()

@without_wraps
async def test_bare():
    await asyncio.sleep(0)

@with_wraps
async def test_wraps_fails(db):
    await db.use()
    raise ValueError

@without_wraps
async def test_bare_fails():
    await asyncio.sleep(0)
    raise ValueError
"""
    )
    outcomes = list(result.outcomes.values())
    assert outcomes == ["passed", "passed", "failed", "failed"], result.text


def test_an_async_generator_is_an_error(project: Project) -> None:
    """A test with a `yield` never passes; the text says what and where."""
    result = project.run(
        """
async def test_generator():
    assert False
    yield

class TestIt:
    async def test_method(self):
        yield
"""
    )
    assert result.counts == {"failed": 2}, result.text
    for report in result.reports:
        assert "async generator" in report["text"]
        assert "test_it.py:" in report["text"]


def test_unittest_cases_are_untouched(project: Project) -> None:
    """Sync and isolated async test cases run as `unittest` runs them."""
    project.passes(
        f"""{HEAD}
class TestSync(unittest.TestCase):
    def setUp(self):
        self.value = 1

    def test_sync(self):
        self.assertEqual(self.value, 1)

class TestIsolated(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.bound = Bound()

    async def test_async(self):
        await self.bound.use()

    def test_sync(self):
        pass

    async def asyncTearDown(self):
        await self.bound.use()

async def test_beside():
    await asyncio.sleep(0)
""",
        4,
    )


def test_dataclasses_and_exact_values(project: Project) -> None:
    """Test classes with attributes, ids and parameters keep pytest's node ids."""
    result = project.passes(
        f"""{HEAD}
class TestIt:
    limit = 3

    @pytest.mark.parametrize("number", [1, 2], ids=["one", "two"])
    async def test_limit(self, number):
        assert number < self.limit

@pytest.mark.parametrize("a", [1, 2])
@pytest.mark.parametrize("b", ["x"])
async def test_product(a, b):
    assert f"{{a}}{{b}}" in {{"1x", "2x"}}
""",
        4,
    )
    assert list(result.outcomes) == [
        "test_it.py::TestIt::test_limit[one]",
        "test_it.py::TestIt::test_limit[two]",
        "test_it.py::test_product[x-1]",
        "test_it.py::test_product[x-2]",
    ]


def test_a_failure_shows_the_tests_own_code(project: Project) -> None:
    """A failing async test's traceback holds no frame of Loopwise or asyncio."""
    result = project.run(
        """
async def inner():
    assert [1, 2] == [1, 3]

async def test_it():
    await inner()
"""
    )
    (report,) = result.reports
    assert "assert [1, 2] == [1, 3]" in report["text"]
    assert "loopwise" not in report["text"]
    assert "base_events" not in report["text"]
