"""What the conftests above a file say: read only where a finding depends on it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from loopwise.rules.view import View


def conftests_of(view: View) -> Iterator[str]:
    """Give the texts of the conftests that pytest loads for a file, its own first."""
    root = view.project.rootdir
    for directory in view.file.path.parents:
        path = directory / "conftest.py"
        if path != view.file.path and path.is_file():
            yield _text(path)
        if directory == root or root not in directory.parents:
            return


def is_mentioned(view: View, *words: str) -> bool:
    """Tell whether the file, or a conftest above it, has one of the words in it."""
    return any(
        word in text for text in (view.file.text, *conftests_of(view)) for word in words
    )


def is_matched(view: View, pattern: re.Pattern[str]) -> bool:
    """Tell whether the file, or a conftest above it, has something of a pattern."""
    return any(pattern.search(text) for text in (view.file.text, *conftests_of(view)))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""  # the checker reports it when it comes to the file
