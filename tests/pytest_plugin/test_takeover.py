"""Taking the place of pytest-asyncio."""

from __future__ import annotations

import types

import pytest

from loopwise.pytest_plugin.takeover import ENTRY_POINT, MODULE, take_over


def test_plugin_that_comes_later_is_blocked() -> None:
    """Neither its entry point nor its module can be loaded afterwards."""
    manager = pytest.PytestPluginManager()
    take_over(manager)
    assert manager.is_blocked(ENTRY_POINT)
    assert manager.is_blocked(MODULE)


@pytest.mark.parametrize("name", ["asyncio", MODULE, "by hand"])
def test_plugin_that_came_before_is_unregistered(name: str) -> None:
    """The module is taken out under whatever name it was registered."""
    manager = pytest.PytestPluginManager()
    plugin, other = types.ModuleType(MODULE), types.ModuleType("other")
    manager.register(plugin, name)
    manager.register(other, "other")
    take_over(manager)
    assert not manager.is_registered(plugin)
    assert manager.is_registered(other)


def test_taking_over_twice_does_nothing() -> None:
    """A manager whose pytest-asyncio is blocked already stays as it is."""
    manager = pytest.PytestPluginManager()
    take_over(manager)
    take_over(manager)
    assert manager.is_blocked(ENTRY_POINT)
