"""A pytest that reads its options in this process and then ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.model.settings import Settings
from loopwise.pytest_plugin.options import read_settings

PLUGIN = "loopwise.pytest_plugin.plugin"


class _Stop:
    """Reads the settings in place of running anything."""

    def __init__(self) -> None:
        self.settings: Settings | None = None
        self.error: pytest.UsageError | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_cmdline_main(self, config: pytest.Config) -> int:
        """Read the settings, and end the run."""
        try:
            self.settings = read_settings(config)
        except pytest.UsageError as error:
            self.error = error
        return 0


def settings_for(directory: Path, ini: str, *args: str) -> Settings:
    """Give the settings with these lines in pytest.ini and these arguments.

    Raises:
        pytest.UsageError: as pytest would say it.
    """
    stop = _Stop()
    configure(directory, ini, *args, plugin=stop)
    if stop.error is not None:
        raise stop.error
    assert stop.settings is not None
    return stop.settings


def configure(directory: Path, ini: str, *args: str, plugin: object) -> None:
    """Start a pytest with these lines in pytest.ini, for a plugin that ends it."""
    (directory / "pytest.ini").write_text(f"[pytest]\n{ini}\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        patch.delenv("PYTEST_ADDOPTS", raising=False)
        patch.delenv("PYTEST_PLUGINS", raising=False)
        code = pytest.main([str(directory), "-p", PLUGIN, *args], plugins=[plugin])
    assert code == 0
