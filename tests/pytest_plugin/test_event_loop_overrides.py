"""The suite's own ``event_loop`` fixtures, which make the loop of their scope."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.testing import ExampleSuite, Result

HEAD = """
import asyncio
import pytest
from loopwise import fixture

class Own(asyncio.SelectorEventLoop): ...

def kind():
    return type(asyncio.get_running_loop()).__name__
"""
WARNINGS = ("-W", "error")


def run(directory: Path, test: str, *args: str, **others: str) -> Result:
    files = {"test_one.py": f"{HEAD}\n{test}"}
    files |= {f"{name}.py": f"{HEAD}\n{text}" for name, text in others.items()}
    return ExampleSuite(files, WARNINGS).run(directory, *args)


def override(scope: str, body: str = "") -> str:
    return f"""
made, closed = [], []

@pytest.fixture(scope={scope!r})
def event_loop():
    loop = Own()
    made.append(loop)
    {body or "yield loop"}
    closed.append(loop)
    assert not loop.is_closed()
    loop.close()
"""


USING = """
class TestIt:
    async def test_plain(self):
        assert asyncio.get_running_loop() is made[-1]

    async def test_asks(self, event_loop):
        assert asyncio.get_running_loop() is event_loop is made[-1]

    def test_sync(self, event_loop):
        assert event_loop is made[-1]
        assert event_loop.run_until_complete(asyncio.sleep(0, 1)) == 1

async def test_outside():
    assert asyncio.get_running_loop() is made[-1]
"""


@pytest.mark.parametrize(
    ("scope", "count"), [("function", 4), ("class", 2), ("module", 1), ("session", 1)]
)
def test_override_makes_the_loop_of_its_scope(
    tmp_path: Path, scope: str, count: int
) -> None:
    """All async tests that see it run on what it makes, once for each of its scope."""
    result = run(
        tmp_path,
        override(scope) + USING,
        test_two=f"""
def test_made():
    import test_one
    assert len(test_one.made) == {count}
    if {scope!r} != "session":
        assert test_one.closed == test_one.made
        assert all(loop.is_closed() for loop in test_one.made)
""",
    )
    assert result.counts == {"passed": 5}, result.text


def test_package_override(tmp_path: Path) -> None:
    """A package-scoped override serves the tests of its package, and no others."""
    conftest = f"{HEAD}\n{override('package')}"
    files = {
        "pkg/__init__.py": "",
        "pkg/conftest.py": conftest,
        "pkg/test_a.py": f"{HEAD}\nasync def test_a(): assert kind() == 'Own'",
        "pkg/test_b.py": f"{HEAD}\nasync def test_b(): assert kind() == 'Own'",
        "test_c.py": f"{HEAD}\nasync def test_c(): assert kind() != 'Own'",
    }
    result = ExampleSuite(files, WARNINGS).run(tmp_path)
    assert result.counts == {"passed": 3}, result.text


def test_async_fixtures_live_and_end_on_it(tmp_path: Path) -> None:
    """Fixtures of its scope and narrower live on it, and end before it is closed."""
    result = run(
        tmp_path,
        override("module")
        + """
@fixture(scope="module")
async def db():
    yield asyncio.get_running_loop()
    assert not closed
    assert asyncio.get_running_loop() is made[0]

@fixture
async def row(db):
    yield asyncio.get_running_loop()
    assert asyncio.get_running_loop() is db

async def test_a(row, db):
    assert asyncio.get_running_loop() is row is db is made[0]
""",
    )
    assert result.counts == {"passed": 1}, result.text


def test_wider_loop_is_handed_out(tmp_path: Path) -> None:
    """Where a wider fixture needs another loop, the override's value is that one."""
    result = run(
        tmp_path,
        override("function")
        + """
@fixture(scope="session")
async def db():
    yield asyncio.get_running_loop()
    assert not asyncio.get_running_loop().is_closed()

async def test_wide(db, event_loop):
    assert asyncio.get_running_loop() is db is event_loop

async def test_own(event_loop):
    assert asyncio.get_running_loop() is event_loop is made[-1]
""",
    )
    assert result.counts == {"passed": 2}, result.text


def test_mark_counts_before_an_override(tmp_path: Path) -> None:
    """A test with a ``loop_scope`` of its own has that, not the override's loop."""
    result = run(
        tmp_path,
        override("module")
        + """
@pytest.mark.asyncio(loop_scope="function")
async def test_marked():
    assert kind() != "Own"

@pytest.mark.asyncio
async def test_bare():
    assert kind() == "Own"
""",
    )
    assert result.counts == {"passed": 2}, result.text


@pytest.mark.parametrize("given", ["None", "asyncio.sleep"])
def test_override_that_makes_no_loop(tmp_path: Path, given: str) -> None:
    """One that gives something else makes no loop: the plan's own serves."""
    result = run(
        tmp_path,
        f"""
@pytest.fixture
def event_loop():
    return {given}

async def test_plain(): assert kind() != "Own"

async def test_asks(event_loop): assert event_loop is {given}
""",
    )
    assert result.counts == {"passed": 2}, result.text


def test_override_that_hands_out_the_current_loop(tmp_path: Path) -> None:
    """``asyncio.get_event_loop()`` in it gives a loop that is open and its own."""
    result = run(
        tmp_path,
        """
@pytest.fixture(scope="session")
def event_loop():
    loop = asyncio.get_event_loop()
    yield loop
    loop.close()

async def test_a(event_loop): assert asyncio.get_running_loop() is event_loop

async def test_b(): await asyncio.sleep(0)
""",
    )
    assert result.counts == {"passed": 2}, result.text


def test_override_comes_too_late_for_a_loop_in_use(tmp_path: Path) -> None:
    """Where fixtures live on the loop of its scope already, it hands that one out."""
    files = {
        "seen.py": "made = []",
        "conftest.py": f"""{HEAD}
from seen import made

@fixture(scope="session")
async def db():
    made.append("db")
    yield asyncio.get_running_loop()
    made.append("end")
""",
        "test_one.py": f"{HEAD}\nasync def test_a(db): assert kind() != 'Own'",
        "zone/__init__.py": "",
        "zone/conftest.py": f"{HEAD}\n{override('session')}",
        "zone/test_two.py": f"""{HEAD}
from seen import made

async def test_b(db, event_loop):
    assert asyncio.get_running_loop() is db is event_loop
    assert kind() != "Own"

async def test_c():
    assert kind() != "Own"
    assert made == ["db"]
""",
    }
    result = ExampleSuite(files, WARNINGS).run(tmp_path)
    assert result.counts == {"passed": 3}, result.text


@pytest.mark.parametrize("scope", ["function", "session"])
def test_override_is_made_from_other_fixtures(tmp_path: Path, scope: str) -> None:
    """What an override uses, by parameter or by name, is set up before it, once."""
    result = run(
        tmp_path,
        f"""
calls = []

@pytest.fixture(scope="session")
def settings():
    calls.append("settings")
    return Own

@pytest.fixture(scope={scope!r})
def by_name():
    calls.append("by name")

@pytest.fixture(scope={scope!r})
def event_loop(request, settings):
    request.getfixturevalue("by_name")
    calls.append("loop")
    loop = settings()
    yield loop
    loop.close()

async def test_a(settings, event_loop):
    assert asyncio.get_running_loop() is event_loop
    assert kind() == "Own"
    assert calls == ["settings", "by name", "loop"]
""",
    )
    assert result.counts == {"passed": 1}, result.text
