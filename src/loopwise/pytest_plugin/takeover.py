"""Taking the place of pytest-asyncio where both are installed.

Two plugins that both run async tests would set up each fixture twice. ``-p
no:loopwise`` gives pytest-asyncio its place back: this is then not loaded.
"""

from __future__ import annotations

from importlib.util import find_spec

import pytest

ENTRY_POINT = "asyncio"
MODULE = "pytest_asyncio.plugin"


class Hooks:
    """pytest-asyncio's hook: pytest refuses a conftest with a hook nobody knows."""

    @staticmethod
    @pytest.hookspec(firstresult=True)
    def pytest_asyncio_loop_factories(
        config: pytest.Config, item: pytest.Item
    ) -> object:
        """Known, so that suites with it start; what it returns is not used yet."""


def is_installed() -> bool:
    """Whether there is a pytest-asyncio whose place was taken."""
    return find_spec(MODULE.partition(".")[0]) is not None


def take_over(manager: pytest.PytestPluginManager) -> None:
    """Keep pytest-asyncio from running, whether it was loaded before or comes later."""
    for name, plugin in manager.list_name_plugin():
        if plugin is not None and getattr(plugin, "__name__", None) == MODULE:
            manager.unregister(plugin, name)
    known = getattr(manager.hook, "pytest_asyncio_loop_factories", None)
    if known is None or not known.has_spec():
        manager.add_hookspecs(Hooks)
    for name in (ENTRY_POINT, MODULE):
        if not manager.is_blocked(name):
            manager.set_blocked(name)
