"""Odd ``event_loop`` fixtures, each at every scope: broken, dead, extended and such."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.testing import ExampleSuite, Result

SCOPES = ("function", "class", "module", "package", "session")
HEAD = """
import asyncio
import pytest
from loopwise import fixture

class Own(asyncio.SelectorEventLoop): ...

class Other(asyncio.SelectorEventLoop): ...

def kind():
    return type(asyncio.get_running_loop()).__name__
"""


def at_every_scope(directory: Path, test: str, conftest: str = "") -> Result:
    """Run one module for each scope, in a package of its own."""
    files = {"conftest.py": HEAD + conftest}
    for scope in SCOPES:
        files[f"{scope}/__init__.py"] = ""
        files[f"{scope}/test_one.py"] = HEAD + test.replace("SCOPE", repr(scope))
    return ExampleSuite(files, ("-W", "error")).run(directory)


def by_scope(result: Result) -> dict[str, list[str]]:
    """Give the outcomes of each scope's module in their order."""
    found: dict[str, list[str]] = {}
    for name, outcome in result.outcomes.items():
        found.setdefault(name.partition("/")[0], []).append(outcome)
    return found


def all_have(result: Result, *outcomes: str) -> None:
    assert by_scope(result) == {scope: [*outcomes] for scope in SCOPES}, result.text


@pytest.mark.parametrize("body", ["1 / 0", "raise LookupError('none')", "import nope"])
def test_broken_override_hurts_who_asks_for_it(tmp_path: Path, body: str) -> None:
    """One that cannot be set up fails the tests that name it, and leaves the rest."""
    result = at_every_scope(
        tmp_path,
        f"""
@pytest.fixture(scope=SCOPE)
def event_loop():
    {body}
    yield

class TestIt:
    async def test_plain(self): assert kind() != "Own"

    async def test_asks(self, event_loop): ...

    async def test_again(self): await asyncio.sleep(0)

    def test_sync(self): ...
""",
    )
    all_have(result, "passed", "error", "passed", "passed")
    asking = [one for one in result.reports if one["id"].endswith("test_asks")]
    assert all(body in one["text"] for one in asking)


def test_dead_loop_is_not_used(tmp_path: Path) -> None:
    """A loop that is closed already is not taken: the tests run on another."""
    result = at_every_scope(
        tmp_path,
        """
@pytest.fixture(scope=SCOPE)
def event_loop():
    loop = Own()
    loop.close()
    return loop

class TestIt:
    async def test_plain(self): assert kind() != "Own"

    async def test_asks(self, event_loop):
        assert event_loop.is_closed()
        assert asyncio.get_running_loop() is not event_loop

    async def test_again(self): assert kind() != "Own"
""",
    )
    all_have(result, "passed", "passed", "passed")


def test_loop_that_dies_is_replaced(tmp_path: Path) -> None:
    """Where sync code closes an override's loop, the next test runs all the same."""
    result = at_every_scope(
        tmp_path,
        """
@pytest.fixture(scope=SCOPE)
def event_loop():
    loop = Own()
    yield loop
    loop.close()

class TestIt:
    async def test_before(self): assert kind() == "Own"

    @pytest.mark.filterwarnings("ignore::RuntimeWarning")
    def test_closes(self, event_loop): event_loop.close()

    async def test_after(self): await asyncio.sleep(0)
""",
    )
    all_have(result, "passed", "passed", "passed")


def test_override_may_extend_another(tmp_path: Path) -> None:
    """One that asks for ``event_loop`` itself changes the loop that every test has."""
    result = at_every_scope(
        tmp_path,
        """
@pytest.fixture(scope=SCOPE)
def event_loop(event_loop):
    event_loop.touched = SCOPE
    yield event_loop
    assert not event_loop.is_closed()

class TestIt:
    async def test_plain(self):
        assert asyncio.get_running_loop().touched == SCOPE

    async def test_asks(self, event_loop):
        assert asyncio.get_running_loop() is event_loop
        assert event_loop.touched == SCOPE

    def test_sync(self, event_loop):
        assert event_loop.run_until_complete(asyncio.sleep(0, 1)) == 1
""",
        """
@pytest.fixture(scope="session")
def event_loop():
    loop = Own()
    yield loop
    loop.close()
""",
    )
    all_have(result, "passed", "passed", "passed")


def test_override_may_extend_loopwises(tmp_path: Path) -> None:
    """A function-scoped one may extend the fixture that Loopwise gives."""
    files = {
        "test_one.py": f"""{HEAD}
@pytest.fixture
def event_loop(event_loop):
    event_loop.touched = True
    yield event_loop
    assert not event_loop.is_closed()

async def test_plain():
    assert asyncio.get_running_loop().touched

async def test_asks(event_loop):
    assert asyncio.get_running_loop() is event_loop
    assert event_loop.touched
"""
    }
    result = ExampleSuite(files, ("-W", "error")).run(tmp_path)
    assert result.counts == {"passed": 2}, result.text


def test_parametrized_override_runs_each_test_with_each(tmp_path: Path) -> None:
    """Every async test that sees it runs once with each of its loops."""
    result = at_every_scope(
        tmp_path,
        """
@pytest.fixture(scope=SCOPE, params=[Own, Other], ids=["Own", "Other"])
def event_loop(request):
    loop = request.param()
    yield loop
    loop.close()

@fixture(scope=SCOPE)
async def db():
    yield asyncio.get_running_loop()
    await asyncio.sleep(0)

class TestIt:
    async def test_plain(self, request):
        assert f"[{kind()}]" in request.node.name

    async def test_db(self, request, db):
        assert f"[{kind()}]" in request.node.name
        assert asyncio.get_running_loop() is db

    def test_sync(self): ...
""",
    )
    all_have(result, *["passed"] * 5)


def test_requested_loop_is_that_of_the_test(tmp_path: Path) -> None:
    """Who asks for ``event_loop`` gets the loop of the fixtures that it uses."""
    result = at_every_scope(
        tmp_path,
        """
@fixture(scope=SCOPE)
async def db():
    return asyncio.get_running_loop()

class TestIt:
    async def test_async(self, event_loop, db):
        assert asyncio.get_running_loop() is event_loop is db

    def test_sync(self, event_loop, db):
        assert asyncio.get_event_loop() is event_loop is db
""",
    )
    all_have(result, "passed", "passed")
