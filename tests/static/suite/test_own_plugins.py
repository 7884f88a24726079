"""Plugins that a project is itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.static.suite.own_plugins import own_plugins


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("pyproject.toml", '[project.entry-points.pytest11]\nx = "pkg.plugin"\n'),
        ("pyproject.toml", '[tool.poetry.plugins.pytest11]\nx = "pkg.plugin:thing"\n'),
        ("setup.cfg", "[options.entry_points]\npytest11 =\n    x = pkg.plugin\n"),
    ],
)
def test_entry_points(tmp_path: Path, file: str, text: str) -> None:
    """They are declared in one of three ways."""
    (tmp_path / file).write_text(text)
    assert list(own_plugins(tmp_path)) == ["pkg.plugin"]


@pytest.mark.parametrize("text", ["", "not [ toml", "[project]\nentry-points = 1\n"])
def test_none(tmp_path: Path, text: str) -> None:
    """A project without, or with a file that cannot be read, is none."""
    (tmp_path / "pyproject.toml").write_text(text)
    (tmp_path / "setup.cfg").write_text(text)
    assert list(own_plugins(tmp_path)) == []
