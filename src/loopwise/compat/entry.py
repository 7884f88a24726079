"""The plugin ``pytest_asyncio``, for ``-p pytest_asyncio`` where it is not installed.

pytest reads ``-p`` before it loads any plugin, but looks for the name among the entry
points first. pytest-asyncio's package has no hooks either.
"""

from __future__ import annotations

import pytest

from loopwise.compat import finder


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Let ``import pytest_asyncio`` find something, unless Loopwise is switched off."""
    if not pluginmanager.is_blocked("loopwise"):
        finder.install()
