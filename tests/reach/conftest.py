"""A project for each test that asks for one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reach.projects import CLIENTS, INSTALLED, Project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """Make a project with a library, and forget its modules afterwards."""
    made = Project(tmp_path)
    made.write({f"{INSTALLED}/clients.py": CLIENTS})
    monkeypatch.syspath_prepend(tmp_path / INSTALLED)
    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    yield made
    for name in set(sys.modules) - before:
        origin = getattr(sys.modules[name], "__file__", None) or ""
        if origin.startswith(str(tmp_path)):
            del sys.modules[name]
