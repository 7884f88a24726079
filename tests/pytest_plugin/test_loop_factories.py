"""Loop factories: which loops a test is run with, and once with each."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.testing import ExampleSuite, Result

LOOPS = """
import asyncio
import pytest

class First(asyncio.SelectorEventLoop): ...

class Second(asyncio.SelectorEventLoop): ...

def kind():
    return type(asyncio.get_running_loop()).__name__
"""
TWO = """
from loops import First, Second

def pytest_asyncio_loop_factories(config, item):
    return {"first": First, "second": Second}
"""
ONE = """
from loops import First

def pytest_asyncio_loop_factories(config, item):
    return {"only": First}
"""


def suite_of(conftest: str, test: str, **others: str) -> ExampleSuite:
    return ExampleSuite(
        {
            "loops.py": LOOPS,
            "conftest.py": conftest,
            "test_one.py": f"from loops import *\n{test}",
            **others,
        },
        ("-W", "error"),
    )


def names(result: Result) -> dict[str, str]:
    return {
        name.partition("::")[2]: outcome for name, outcome in result.outcomes.items()
    }


def test_each_test_runs_once_with_each(tmp_path: Path) -> None:
    """Every async test runs with both factories; sync tests are none of theirs."""
    suite = suite_of(
        TWO,
        """
async def test_kind(request):
    name = request.node.callspec.id
    assert kind().lower() == name

@pytest.mark.parametrize("number", [1, 2])
async def test_number(number, request):
    assert kind().lower() in request.node.callspec.id

@pytest.fixture
async def own():
    return kind()

async def test_fixture(own):
    assert own == kind()

def test_sync(): ...
""",
    )
    found = names(suite.run(tmp_path))
    assert set(found.values()) == {"passed"}
    assert sorted(found) == [
        "test_fixture[first]",
        "test_fixture[second]",
        "test_kind[first]",
        "test_kind[second]",
        "test_number[first-1]",
        "test_number[first-2]",
        "test_number[second-1]",
        "test_number[second-2]",
        "test_sync",
    ]


def test_wide_fixture_is_set_up_anew_for_each(tmp_path: Path) -> None:
    """A session fixture lives on loops of each kind in turn, and ends with each."""
    suite = suite_of(
        TWO,
        """
made = []

@pytest.fixture(scope="session")
async def db():
    made.append(kind())
    yield asyncio.get_running_loop()
    made.append("end")
    assert not asyncio.get_running_loop().is_closed()

async def test_a(db):
    assert asyncio.get_running_loop() is db

async def test_b(db):
    assert asyncio.get_running_loop() is db

def test_made():
    first, end, second, *rest = made
    assert {first, second} == {"First", "Second"}
    assert end == "end"
""",
    )
    result = suite.run(tmp_path)
    assert result.counts == {"passed": 5}, result.text


def test_one_factory_changes_no_name(tmp_path: Path) -> None:
    """With a single factory the tests keep their names, where pytest can hide it."""
    suite = suite_of(ONE, "async def test_a(): assert kind() == 'First'")
    hides = hasattr(pytest, "HIDDEN_PARAM")
    name = "test_a" if hides else "test_a[only]"
    assert names(suite.run(tmp_path)) == {name: "passed"}


def test_mark_takes_some_in_its_order(tmp_path: Path) -> None:
    """``loop_factories`` in the mark chooses, orders, and skips what there is not."""
    suite = suite_of(
        TWO,
        """
@pytest.mark.asyncio(loop_factories=["second", "first"])
async def test_order(): ...

@pytest.mark.asyncio(loop_factories=["first"])
async def test_one(): assert kind() == "First"

@pytest.mark.asyncio(loop_factories=["first", "third"])
async def test_missing(): ...
""",
    )
    result = suite.run(tmp_path, "-rs")
    found = names(result)
    one = "test_one" if hasattr(pytest, "HIDDEN_PARAM") else "test_one[first]"
    assert found == {
        "test_order[second]": "passed",
        "test_order[first]": "passed",
        one: "passed",
        "test_missing[first]": "passed",
        "test_missing[third]": "skipped",
    }
    assert [*found][:2] == ["test_order[second]", "test_order[first]"]
    assert (
        "Loop factory 'third' is not available. Available factories: first, second."
    ) in result.text


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("None", "None"),
        ("{}", "{}"),
        ("[First]", "[<class"),
        ("{'': First}", "{'': "),
        ("{1: First}", "{1: "),
        ("{'first': None}", "{'first': None}"),
    ],
)
def test_bad_factories_end_the_run(tmp_path: Path, value: str, told: str) -> None:
    """A hook that gives anything but named functions is told with its value."""
    conftest = TWO.replace('{"first": First, "second": Second}', value)
    result = suite_of(conftest, "async def test_a(): ...").run(tmp_path)
    assert (
        "pytest_asyncio_loop_factories must return a non-empty mapping of factory "
        "names to callables." in result.text
    )
    assert f"For test_one.py::test_a it returned {told}" in result.text
    assert result.exit_code != 0
    assert "INTERNALERROR" not in result.text


def test_names_without_a_hook_are_an_error(tmp_path: Path) -> None:
    """A mark that chooses factories needs somebody who has some."""
    result = suite_of(
        "",
        "@pytest.mark.asyncio(loop_factories=['first'])\nasync def test_a(): ...",
    ).run(tmp_path)
    assert "test_one.py::test_a: mark.asyncio 'loop_factories' requires" in result.text
    assert result.exit_code != 0


def test_factories_may_differ_by_test(tmp_path: Path) -> None:
    """The hook sees the test, and the nearest conftest has the last word."""
    by_item = """
from loops import First, Second

def pytest_asyncio_loop_factories(config, item):
    if "second" in item.name:
        return {"only": Second}
    return {"only": First}
"""
    inner = """
from loops import Second

def pytest_asyncio_loop_factories(config, item):
    return {"only": Second}
"""
    suite = suite_of(
        by_item,
        """
async def test_plain(): assert kind() == "First"

async def test_second(): assert kind() == "Second"
""",
        **{
            "inner/conftest.py": inner,
            "inner/test_two.py": "from loops import *\n"
            "async def test_inner(): assert kind() == 'Second'",
        },
    )
    result = suite.run(tmp_path)
    assert result.counts == {"passed": 3}, result.text


def test_strict_mode_runs_marked_tests_with_them(tmp_path: Path) -> None:
    """In strict mode an unmarked async test has no loop, so no factory either."""
    suite = suite_of(
        TWO,
        """
@pytest.mark.asyncio
async def test_marked(): ...

async def test_unmarked(): ...
""",
    )
    result = suite.run(tmp_path, "--loop-mode=strict", "--collect-only", "-q")
    assert "test_unmarked\n" in result.text
    assert "test_marked[first]" in result.text


@pytest.mark.parametrize("scope", ["class", "module", "session"])
def test_loop_scope_groups_tests(tmp_path: Path, scope: str) -> None:
    """Tests that share a loop scope run with one factory after another."""
    suite = suite_of(
        TWO,
        f"""
seen = []

@pytest.mark.asyncio(loop_scope={scope!r})
class TestIt:
    async def test_a(self):
        seen.append(asyncio.get_running_loop())

    async def test_b(self):
        seen.append(asyncio.get_running_loop())

def test_seen():
    assert len(seen) == 4
    assert seen[0] is seen[1]
    assert seen[2] is seen[3]
    assert seen[0] is not seen[2]
""",
    )
    result = suite.run(tmp_path)
    assert result.counts == {"passed": 5}, result.text
