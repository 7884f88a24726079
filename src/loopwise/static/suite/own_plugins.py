"""Plugins of pytest that the project itself is: it is installed where it is tested."""

from __future__ import annotations

import configparser
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_GROUP = "pytest11"


def own_plugins(rootdir: Path) -> Iterator[str]:
    """Give the modules that a project declares as plugins of pytest."""
    found = _toml(rootdir / "pyproject.toml")
    project = _table(_table(found, "project"), "entry-points")
    poetry = _table(_table(_table(found, "tool"), "poetry"), "plugins")
    for plugins in (_table(project, _GROUP), _table(poetry, _GROUP)):
        for one in plugins.values():
            yield str(one).partition(":")[0].strip()
    for line in _entry_points(rootdir / "setup.cfg").splitlines():
        _, is_given, module = line.partition("=")
        if is_given:
            yield module.partition(":")[0].strip()


def _toml(path: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _table(found: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    below = found.get(key)
    return below if isinstance(below, dict) else {}


def _entry_points(path: Path) -> str:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, configparser.Error):
        return ""
    return parser.get("options.entry_points", _GROUP, fallback="")
