"""What may go from suites with ``event_loop`` fixtures."""

from __future__ import annotations

from pathlib import Path

import pytest
from inline_snapshot import snapshot

from loopwise.testing import ExampleSuite

HEAD = """
import asyncio
import pytest
from loopwise import fixture

def make():
    return asyncio.new_event_loop()
"""
OVERRIDE = """
@pytest.fixture(scope="session")
def event_loop():
    loop = make()
    yield loop
    loop.close()
"""


def told(directory: Path, test: str, *args: str) -> list[str]:
    """Run a suite, and give its diagnostics, each as one text."""
    result = ExampleSuite({"test_one.py": HEAD + test}).run(directory, *args)
    _, _, rest = result.text.partition("LW104 ")
    if not rest:
        return []
    texts = [f"LW104 {one}" for one in rest.split("LW104 ")]
    end = " More: loopwise explain LW104"
    return [text.partition(end)[0] + end for text in texts if end in text]


def test_override_in_full(tmp_path: Path) -> None:
    """An override is told with its place, why it may go, and that it can go."""
    (text,) = told(tmp_path, OVERRIDE + "\nasync def test_a(): ...\n")
    assert text == snapshot("""\
LW104 fixture `event_loop` makes a loop by hand

  ▼   test_one.py:9  event_loop  fixture, kept per session

  Why: the plan finds a loop for every test; this keeps all that see it on one.
  Fix: delete the fixture: its tests and fixtures find their loops without it
 More: loopwise explain LW104\
""")


def test_asking_in_full(tmp_path: Path) -> None:
    """Who asks for the fixture is told once, with all others, and what to write."""
    (text,) = told(
        tmp_path,
        """
async def test_a(event_loop): ...

async def test_b(event_loop): ...

@fixture
async def db(event_loop): ...

async def test_c(db): ...
""",
    )
    assert text == snapshot("""\
LW104 fixture `event_loop` is asked for by its old name

  ▼   test_one.py:9  test_a  test
      and 1 more test like this

  Why: pytest-asyncio has no such fixture since 1.0; Loopwise still gives it.
  Fix: drop the parameter, and call asyncio.get_running_loop() for the loop
 More: loopwise explain LW104\
""")


BROKEN = """
def make():
    raise LookupError({text!r})
"""


def test_broken_override_in_full(tmp_path: Path) -> None:
    """One that cannot be set up is told with the first line of its error."""
    broken = BROKEN.format(text="no loop here\nmore")
    (text,) = told(tmp_path, f"{broken}{OVERRIDE}\nasync def test_a(): ...")
    assert text == snapshot("""\
LW104 fixture `event_loop` makes a loop by hand

  ▼   test_one.py:12  event_loop  fixture, kept per session

  Why: it is not used, as it fails: LookupError: no loop here
  Fix: delete the fixture: its tests and fixtures find their loops without it
 More: loopwise explain LW104\
""")


def test_long_error_is_cut(tmp_path: Path) -> None:
    """A long error of an override does not make the text wider than a terminal."""
    broken = BROKEN.format(text="there is no loop of this kind " * 9)
    (text,) = told(tmp_path, f"{broken}{OVERRIDE}\nasync def test_a(): ...")
    assert "LookupError: there is no loop" in text
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("count", [1, 9])
def test_texts_are_small(tmp_path: Path, count: int) -> None:
    """However many ask, and however many overrides there are, each text stays small."""
    tests = "".join(f"async def test_{n}(event_loop): ...\n" for n in range(count))
    inner = "".join(
        f"""
class Test{n}:
    @pytest.fixture(scope="class")
    def event_loop(self, event_loop):
        yield event_loop

    async def test_a(self, event_loop): ...
"""
        for n in range(count)
    )
    for text in told(tmp_path, tests + inner):
        lines = text.splitlines()
        assert len(lines) <= 12
        assert max(map(len, lines)) <= 80


def test_sync_code_that_runs_the_loop_gets_no_fix(tmp_path: Path) -> None:
    """Where sync code needs the loop, the parameter cannot just be dropped."""
    (text,) = told(
        tmp_path,
        """
@pytest.fixture
def filled(event_loop):
    return event_loop.run_until_complete(asyncio.sleep(0, 1))

async def test_a(filled): ...
""",
    )
    assert "test_one.py:9  filled" in text
    assert "Fix:" not in text


def test_override_that_is_needed_gets_no_fix(tmp_path: Path) -> None:
    """Where the suite does not fit together without an override, it is not to go."""
    texts = told(
        tmp_path,
        OVERRIDE
        + """
@pytest.mark.asyncio(loop_scope="function")
async def test_marked(db): ...

@fixture(scope="session")
async def db(): ...

async def test_a(): ...
""",
    )
    assert [text for text in texts if "makes a loop by hand" in text]
    assert not [text for text in texts if "Fix: delete" in text]


@pytest.mark.parametrize(
    "test",
    [
        "async def test_a(): ...\n",
        "def test_a(event_loop_policy): ...\n",
        "@pytest.mark.parametrize('event_loop', [1])\nasync def test_a(event_loop): 1",
        "async def test_a(standard_event_loop): ...\n",
        "def test_a(_session_scoped_runner): ...\n",
    ],
)
def test_suite_without_them_is_told_nothing(tmp_path: Path, test: str) -> None:
    """Who neither asks for the fixture nor overrides it has nothing to change."""
    assert told(tmp_path, test) == []


def test_nothing_fails(tmp_path: Path) -> None:
    """The message is advice: the run has the exit code of its tests."""
    suite = ExampleSuite(
        {"test_one.py": f"{HEAD}{OVERRIDE}\nasync def test_a(event_loop): ...\n"}
    )
    result = suite.run(tmp_path, "-W", "error")
    assert result.exit_code == 0, result.text
    assert "LW104" in result.text


def test_plan_has_it(tmp_path: Path) -> None:
    """The plan as JSON lists the message, before anything has run."""
    suite = ExampleSuite(
        {"test_one.py": f"{HEAD}{OVERRIDE}\nasync def test_a(): ...\n"}
    )
    plan = suite.plan(tmp_path)
    assert [one["code"] for one in plan["diagnostics"]] == ["LW104"]


def test_no_fix_where_a_wider_fixture_asks(tmp_path: Path) -> None:
    """Deleted, it would leave a session's fixture with a fixture of the test's own."""
    (text,) = told(
        tmp_path,
        OVERRIDE
        + """
@pytest.fixture(scope="session")
def number(event_loop):
    return event_loop.run_until_complete(asyncio.sleep(0, 42))

async def test_a(number): assert number == 42
""",
    )
    assert "Fix:" not in text
