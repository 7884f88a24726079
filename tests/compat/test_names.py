"""The names of ``pytest_asyncio`` and its plugin."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from loopwise.compat.names import (
    Mode,
    PytestAsyncioError,
    PytestAsyncioFunction,
    fixture,
)
from loopwise.testing import ExampleSuite
from tests.compat.hiding import hidden

SUITE = ExampleSuite(
    {
        "pytest.ini": "[pytest]\nasyncio_mode = strict\nfilterwarnings = error",
        "conftest.py": """
            import pytest
            from pytest_asyncio.plugin import PytestAsyncioFunction

            def pytest_collection_modifyitems(items):
                for item in items:
                    if isinstance(item, PytestAsyncioFunction):
                        item.user_properties.append(("async", True))
        """,
        "test_one.py": """
            import asyncio
            import pytest
            import pytest_asyncio

            class Loop:
                def __init__(self):
                    self.loop = asyncio.get_running_loop()

            @pytest_asyncio.fixture
            async def bare():
                return asyncio.get_running_loop()

            @pytest_asyncio.fixture(scope="module", loop_scope="session", name="db")
            async def wide():
                yield asyncio.get_running_loop()

            @pytest_asyncio.fixture
            def sync():
                return asyncio.get_event_loop()

            @pytest_asyncio.fixture(params=[1, 2], ids=["one", "two"], autouse=True)
            async def number(request):
                return request.param

            @pytest.mark.asyncio
            async def test_bare(bare, sync):
                assert asyncio.get_running_loop() is bare is sync

            @pytest.mark.asyncio
            async def test_wide(db, request):
                assert asyncio.get_running_loop() is db
                assert ("async", True) in request.node.user_properties

            @pytest.mark.parametrize("of", ["one", "two"])
            class TestIt:
                @pytest_asyncio.fixture
                async def method(self, of):
                    return of

                @pytest.mark.asyncio
                async def test_method(self, method, of):
                    assert method == of

            def test_sync(request):
                assert request.node.user_properties == []
        """,
    }
)


def test_names_serve_a_suite(tmp_path: Path) -> None:
    """A suite in strict mode that uses them all runs as under pytest-asyncio."""
    result = hidden(SUITE).run(tmp_path)
    assert result.counts == {"passed": 10}, result.text
    assert "test_one.py::test_bare[one]" in result.outcomes


@pytest.mark.parametrize("name", ["asyncio", "pytest_asyncio", "pytest_asyncio.plugin"])
def test_plugin_can_be_named_on_the_command_line(tmp_path: Path, name: str) -> None:
    """``-p`` with any of the plugin's names is taken, where nothing is installed."""
    suite = ExampleSuite({"test_one.py": "async def test_a(): ..."}, ("-W", "error"))
    result = hidden(suite).run(tmp_path, "-p", name)
    assert result.counts == {"passed": 1}, result.text


def test_plugin_can_be_named_in_a_conftest(tmp_path: Path) -> None:
    """``pytest_plugins`` may name it, before or after the conftest has imported it."""
    suite = ExampleSuite(
        {
            "conftest.py": """
                import pytest_asyncio
                pytest_plugins = ["pytest_asyncio", "pytest_asyncio.plugin"]
            """,
            "test_one.py": "async def test_a(unused_tcp_port): ...",
        },
        ("-W", "error"),
    )
    result = hidden(suite).run(tmp_path)
    assert result.counts == {"passed": 1}, result.text


def sample() -> Any:
    async def db() -> int:
        return 1

    return db


@pytest.mark.parametrize("called", [False, True], ids=["bare", "called"])
def test_function_is_declared(called: bool) -> None:
    """The decorator leaves the signs that tell an async fixture from others."""
    function = sample()
    made = fixture()(function) if called else fixture(function)
    assert vars(function) == {"_force_asyncio_fixture": True, "_loop_scope": None}
    assert made is not function


def test_loop_scope_is_kept() -> None:
    """The loop scope is written down, and what pytest takes is passed on."""
    function = sample()
    fixture(loop_scope="session", scope="module")(function)
    assert function._loop_scope == "session"
    with pytest.raises(TypeError, match="colour"):
        fixture(colour="red")(sample())


def test_functions_of_classes_are_declared_inside() -> None:
    """Of a method object it is the function that is declared."""

    class Holder:
        async def db(self) -> int:
            return 1

    function = Holder.db
    fixture(Holder().db)
    assert vars(function)["_force_asyncio_fixture"] is True


def test_mode_is_a_string() -> None:
    """The values of the mode are strings, and made of them."""
    assert Mode("auto") is Mode.AUTO
    assert Mode.STRICT.value == "strict"
    assert [*Mode] == ["auto", "strict"]
    with pytest.raises(ValueError, match="legacy"):
        Mode("legacy")


def test_only_async_tests_are_instances(request: pytest.FixtureRequest) -> None:
    """Nothing but a test that Loopwise runs is a PytestAsyncioFunction."""
    assert not isinstance(request.node, PytestAsyncioFunction)
    assert not isinstance(sample(), PytestAsyncioFunction)
    assert not isinstance(None, PytestAsyncioFunction)


def test_error_can_be_caught() -> None:
    """The base of pytest-asyncio's errors is an exception that nobody raises."""
    assert issubclass(PytestAsyncioError, Exception)


def test_names_come_without_asyncio() -> None:
    """The names are imported without asyncio, which a sync suite does not need."""
    program = "import sys, loopwise.compat.names; assert 'asyncio' not in sys.modules"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
