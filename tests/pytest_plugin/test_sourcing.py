"""Making loops as the suite says: with factories."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.pytest_plugin.sourced import suite_of

FACTORY = "loopwise_loop_factory = "


@pytest.mark.parametrize("value", ["loops:First", " loops:First "])
def test_configured_factory_makes_every_loop(tmp_path: Path, value: str) -> None:
    """With the option every loop of the suite is made by that function."""
    suite = suite_of(
        """
@pytest.fixture(scope="session")
async def db():
    return kind()

async def test_own(): assert kind() == "First"

async def test_wide(db): assert kind() == db == "First"

def test_sync(event_loop): assert isinstance(event_loop, First)
""",
        FACTORY + value,
    )
    result = suite.run(tmp_path)
    assert result.counts == {"passed": 3}, result.text


@pytest.mark.skipif(sys.platform == "win32", reason="uvloop is not for Windows")
@pytest.mark.parametrize("value", ["uvloop", "uvloop:new_event_loop"])
def test_factory_of_a_module_is_found(tmp_path: Path, value: str) -> None:
    """A module alone stands for its ``new_event_loop``."""
    suite = suite_of(
        """
async def test_kind():
    assert type(asyncio.get_running_loop()).__module__ == "uvloop"
""",
        FACTORY + value,
    )
    result = suite.run(tmp_path)
    assert result.counts == {"passed": 1}, result.text


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("no_such_module:make", "cannot import 'no_such_module:make'"),
        ("loops:nothing", "cannot import 'loops:nothing' (AttributeError"),
        ("loops:LOOPS", "cannot import 'loops:LOOPS'"),
        ("loops:__name__", "'loops:__name__' is no function that makes an event loop"),
    ],
)
def test_bad_configured_factory_ends_the_run(
    tmp_path: Path, value: str, why: str
) -> None:
    """What cannot be imported or called is a usage error that names its file."""
    result = suite_of("async def test_a(): ...", FACTORY + value).run(tmp_path)
    assert f"loopwise_loop_factory (pytest.ini): {why}" in result.text
    assert result.exit_code == pytest.ExitCode.USAGE_ERROR, result.text
    assert "INTERNALERROR" not in result.text


MARKED = """
@pytest.mark.asyncio(loop_factory="loops:First")
async def test_named(): assert kind() == "First"

@pytest.mark.asyncio(loop_factory=Second)
async def test_given(): assert kind() == "Second"

@pytest.mark.asyncio(loop_factory=lambda: Second())
async def test_function(): assert kind() == "Second"

async def test_plain(): assert kind() not in {"First", "Second"}

@pytest.fixture(scope="module")
async def db(): return asyncio.get_running_loop()

@pytest.mark.asyncio(loop_factory=First)
async def test_wide_first(db):
    assert asyncio.get_running_loop() is db
    assert kind() == "First"

@pytest.mark.asyncio(loop_factory=Second)
async def test_wide_second(db):
    assert asyncio.get_running_loop() is db
    assert kind() == "Second"

@pytest.mark.asyncio(loop_factory="loops:nothing")
async def test_nothing(): ...

@pytest.mark.asyncio(loop_factory=7)
async def test_number(): ...

@pytest.mark.asyncio(loop_factory=breaks)
async def test_breaks(): ...

async def test_last(): assert kind() not in {"First", "Second"}
"""


def test_mark_names_a_factory(tmp_path: Path) -> None:
    """``loop_factory`` in a mark makes the loop of that test, or its error."""
    result = suite_of(MARKED).run(tmp_path)
    found = {name.partition("::")[2]: one for name, one in result.outcomes.items()}
    for bad in ("test_nothing", "test_number", "test_breaks"):
        assert found.pop(bad) in {"error", "failed"}
    assert {*found.values()} == {"passed"}, result.text
    assert len(found) == 7
    assert "mark.asyncio 'loop_factory': cannot import 'loops:nothing'" in result.text
    assert "it got 7." in result.text
    assert "no loop today" in result.text


def test_fixture_without_a_loop_is_told_to_all(tmp_path: Path) -> None:
    """Tests whose fixture has no loop to live on are all told why."""
    suite = suite_of("""
@pytest.fixture(scope="module")
async def db(): ...

@pytest.mark.asyncio(loop_factory=breaks)
async def test_a(db): ...

@pytest.mark.asyncio(loop_factory=breaks)
async def test_b(db): ...
""")
    result = suite.run(tmp_path)
    assert result.counts == {"error": 2}, result.text
    assert ["no loop today" in one["text"] for one in result.reports] == [True, True]
