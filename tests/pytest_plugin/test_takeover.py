"""Taking the place of pytest-asyncio."""

from __future__ import annotations

import asyncio
import sys
import types
from pathlib import Path

import pytest

from loopwise.compat import finder, fixtures, ports
from loopwise.pytest_plugin.takeover import (
    ENTRY_POINT,
    HOOK,
    Hooks,
    make_recognisable,
    real_module,
    take_over,
)
from loopwise.testing import ExampleSuite
from tests.compat.hiding import hidden


def test_plugin_that_comes_later_is_blocked() -> None:
    """Its module cannot be loaded afterwards, and its name is taken."""
    manager = pytest.PytestPluginManager()
    take_over(manager)
    theirs = manager.get_plugin(finder.PLUGIN)
    assert theirs is not None
    manager.consider_pluginarg(finder.PLUGIN)  # as `-p`, which unblocks what it names
    assert manager.get_plugin(finder.PLUGIN) is theirs
    assert manager.get_plugin(ENTRY_POINT) is fixtures
    manager.import_plugin(ENTRY_POINT, consider_entry_points=True)
    assert manager.get_plugin(ENTRY_POINT) is fixtures


@pytest.mark.parametrize("name", ["asyncio", finder.PLUGIN, "by hand"])
def test_plugin_that_came_before_is_unregistered(name: str) -> None:
    """The module is taken out under whatever name it was registered."""
    manager = pytest.PytestPluginManager()
    plugin, other = types.ModuleType(finder.PLUGIN), types.ModuleType("other")
    manager.register(plugin, name)
    manager.register(other, "other")
    take_over(manager)
    assert not manager.is_registered(plugin)
    assert manager.is_registered(other)


def test_blocked_name_stays_blocked() -> None:
    """With ``-p no:asyncio`` the fixtures are there under a name of their own."""
    manager = pytest.PytestPluginManager()
    manager.set_blocked(ENTRY_POINT)
    take_over(manager)
    assert manager.is_blocked(ENTRY_POINT)
    assert manager.get_plugin("loopwise-asyncio") is fixtures
    assert manager.get_plugin("loopwise-ports") is ports


def test_standard_library_gives_up_the_name() -> None:
    """The module that ``-p asyncio`` may have loaded before is no plugin any more."""
    manager = pytest.PytestPluginManager()
    manager.register(asyncio, ENTRY_POINT)
    take_over(manager)
    assert manager.get_plugin(ENTRY_POINT) is fixtures
    assert not manager.is_registered(asyncio)


def test_hook_is_declared_once() -> None:
    """pytest-asyncio's hook is known, also where pytest-asyncio has declared it."""
    for declared in (False, True):
        manager = pytest.PytestPluginManager()
        if declared:
            manager.add_hookspecs(Hooks)
        take_over(manager)
        assert getattr(manager.hook, HOOK).has_spec()


def test_items_are_recognised_by_the_real_module() -> None:
    """An item is of pytest-asyncio's class as well, and behaves as before."""

    class Theirs:
        def runtest(self) -> str:
            return "theirs"

    class Item:
        def runtest(self) -> str:
            return "ours"

    module = types.ModuleType(finder.PLUGIN)
    module.__file__ = "/site-packages/pytest_asyncio/plugin.py"
    vars(module)["PytestAsyncioFunction"] = Theirs
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, finder.PLUGIN, module)
        assert real_module() is module
        one, other = Item(), Item()
        for item in (one, other, one):
            make_recognisable(item)
    assert isinstance(one, Theirs)
    assert type(one) is type(other)
    assert one.runtest() == "ours"


def test_stand_in_is_not_the_real_module() -> None:
    """Where only Loopwise's own module is imported, no item is changed."""
    module = types.ModuleType(finder.PLUGIN)
    module.__file__ = str(finder.FOLDER / "plugin.py")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, finder.PLUGIN, module)
        assert real_module() is None
        item = object()
        make_recognisable(item)
    assert type(item) is object


REQUIRES = """
[pytest]
required_plugins = {required}
"""


@pytest.mark.parametrize("environment", ["real", "hidden"])
@pytest.mark.parametrize("required", ["pytest-asyncio", "pytest-asyncio>=0.21"])
def test_required_plugin_is_there(
    tmp_path: Path, environment: str, required: str
) -> None:
    """``required_plugins = pytest-asyncio`` is satisfied, installed or not."""
    suite = ExampleSuite(
        {
            "pytest.ini": REQUIRES.format(required=required),
            "test_one.py": "async def test_a(): ...",
        }
    )
    if environment == "hidden":
        suite = hidden(suite)
    result = suite.run(tmp_path, "-W", "error")
    assert result.counts == {"passed": 1}, result.text


@pytest.mark.parametrize("required", ["pytest-asyncio>=999", "pytest-nonesuch"])
def test_required_plugin_is_not_made_up(tmp_path: Path, required: str) -> None:
    """A release that is not spoken, or another plugin, is missed as ever."""
    suite = ExampleSuite({"pytest.ini": REQUIRES.format(required=required)})
    result = hidden(suite).run(tmp_path)
    assert f"Missing required plugins: {required}" in result.text
    assert result.exit_code == pytest.ExitCode.USAGE_ERROR


NAMED = ExampleSuite(
    {
        "conftest.py": """
            def pytest_configure(config):
                for name in ("asyncio", "loopwise-asyncio"):
                    print(name, config.pluginmanager.has_plugin(name))
        """,
        "test_one.py": """
            async def test_a(event_loop, unused_tcp_port, event_loop_policy): ...
        """,
    },
    ("-s", "-W", "error"),
)


@pytest.mark.parametrize(
    ("args", "found"),
    [
        ((), "asyncio True\nloopwise-asyncio False"),
        (("-p", "asyncio"), "asyncio True\nloopwise-asyncio False"),
        (("-p", "pytest_asyncio"), "asyncio True\nloopwise-asyncio False"),
        (("-p", "pytest_asyncio.plugin"), "asyncio True\nloopwise-asyncio False"),
        (("-p", "no:asyncio"), "asyncio False\nloopwise-asyncio True"),
    ],
)
def test_plugin_name_is_known(
    tmp_path: Path, args: tuple[str, ...], found: str
) -> None:
    """Who asks for the plugin ``asyncio`` finds it, unless it was turned off."""
    result = NAMED.run(tmp_path, *args)
    assert found in result.text
    assert result.counts == {"passed": 1}, result.text
