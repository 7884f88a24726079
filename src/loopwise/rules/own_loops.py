"""Whether each test of a file surely has a loop of its own under pytest-asyncio."""

from __future__ import annotations

import re
from pathlib import Path

from loopwise.rules.view import View

_SHARING = re.compile(r"loop_scope|\bevent_loop\b|loop_factories")
"""What a file that makes tests share a loop names in one way or another."""
_OTHERS = ("mark.anyio", "anyio_backend", "mark.trio")
_SETTING = "asyncio_default_test_loop_scope"


def each_test_has_a_loop(view: View) -> bool:
    """Whether pytest-asyncio gives each async test of the file a loop of its own.

    Where anything near the file speaks of loop scopes it may not be so.
    """
    project = view.project
    if project.runner.is_loopwise:
        return False
    setting = project.configuration.get(_SETTING)
    if setting is not None and setting.text != "function":
        return False
    text = view.file.text
    if may_share_a_loop(text):
        return False
    return not any(
        _SHARING.search(_read(view, conftest))
        for conftest in _conftests(view.file.path, project.rootdir)
    )


def may_share_a_loop(text: str) -> bool:
    """Whether tests in a text may have one loop together, or none of asyncio's."""
    return (
        bool(_SHARING.search(text)) or "mark.asyncio(" in text or is_run_by_others(text)
    )


def is_run_by_others(text: str) -> bool:
    """Whether anyio or trio runs tests of a text, on loops of their own."""
    return any(one in text for one in _OTHERS)


def _conftests(path: Path, rootdir: Path) -> list[Path]:
    found = []
    for directory in path.parents:
        found.append(directory / "conftest.py")
        if directory == rootdir:
            break
    return found


def _read(view: View, path: Path) -> str:
    view.lookup.note(path)
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
