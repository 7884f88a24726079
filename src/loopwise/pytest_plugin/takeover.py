"""Taking the place of pytest-asyncio: its name, its hook, its fixtures, its items.

Two plugins that both run async tests would set up each fixture twice. ``-p
no:loopwise`` gives pytest-asyncio its place back: this is then not loaded.
"""

from __future__ import annotations

import functools
import sys
from importlib.util import find_spec
from types import ModuleType
from typing import Any

import pytest

from loopwise.compat import finder, fixtures, ports
from loopwise.pytest_plugin import _pytest_internals as internals

ENTRY_POINT = "asyncio"
HOOK = "pytest_asyncio_loop_factories"


class Hooks:
    """pytest-asyncio's hook: pytest refuses a conftest with a hook nobody knows."""

    @staticmethod
    @pytest.hookspec(firstresult=True)
    def pytest_asyncio_loop_factories(
        config: pytest.Config, item: pytest.Item
    ) -> object:
        """Give the loop factories to run an async test with, by their names.

        The test is run once with each of them.
        """


def is_installed() -> bool:
    """Whether there is a pytest-asyncio whose place was taken."""
    spec = find_spec(finder.NAME)
    return spec is not None and str(finder.FOLDER) not in str(spec.origin)


def take_over(manager: pytest.PytestPluginManager) -> None:
    """Keep pytest-asyncio from running, whether it was loaded before or comes later."""
    for name, plugin in manager.list_name_plugin():
        if plugin is not None and getattr(plugin, "__name__", None) == finder.PLUGIN:
            manager.unregister(plugin, name)
            internals.forget_registration(manager, plugin)
    known = getattr(manager.hook, HOOK, None)
    if known is None or not known.has_spec():
        manager.add_hookspecs(Hooks)
    if manager.get_plugin(finder.PLUGIN) is None:
        # Not blocked: `-p` unblocks what it names. What is there is not loaded again.
        manager.register(ModuleType("loopwise in its place"), finder.PLUGIN)
    _take_name(manager)
    manager.register(ports, "loopwise-ports")
    finder.install()
    config = manager.get_plugin("pytestconfig")
    if config is not None:
        _answer_for(config)


def _take_name(manager: pytest.PytestPluginManager) -> None:
    """Be the plugin ``asyncio``: conftests and other plugins ask whether it is there.

    ``-p asyncio`` and the entry point then find it loaded. With ``-p no:asyncio`` the
    name stays blocked, and the fixtures are there under another.
    """
    taken = manager.get_plugin(ENTRY_POINT)  # the standard library's, by `-p asyncio`
    if taken is not None:
        manager.unregister(taken, ENTRY_POINT)
    is_free = not manager.is_blocked(ENTRY_POINT)
    manager.register(fixtures, ENTRY_POINT if is_free else "loopwise-asyncio")


def _answer_for(config: pytest.Config) -> None:
    """Satisfy ``required_plugins = pytest-asyncio``, which looks at what was loaded."""
    required = config.getini("required_plugins")
    if any(name.strip().startswith(finder.DISTRIBUTION) for name in required):
        internals.claim_distribution(config.pluginmanager, finder.DISTRIBUTION)


def real_module() -> ModuleType | None:
    """Give pytest-asyncio's own module, if it is installed and anybody imported it."""
    module = sys.modules.get(finder.PLUGIN)
    return module if module is not None and finder.is_real(module) else None


def make_recognisable(item: Any) -> None:
    """Let pytest-asyncio's own ``is_async_test`` tell this test from others.

    It asks whether the test is of a class of its own. Nothing else of that class is
    used.
    """
    module = real_module()
    theirs = getattr(module, "PytestAsyncioFunction", None)
    if isinstance(theirs, type) and not isinstance(item, theirs):
        kinds: tuple[type, type] = (type(item), theirs)
        item.__class__ = _both(kinds)


@functools.cache
def _both(kinds: tuple[type, type]) -> type:
    """Make a class that behaves as the first and counts as the second."""
    ours, theirs = kinds
    kept = {
        name: getattr(ours, name)
        for name in vars(theirs)
        if not name.startswith("__") and hasattr(ours, name)
    }
    return type("Coroutine", (theirs, ours), kept)
