"""What conftests say."""

from __future__ import annotations

from pathlib import Path

from loopwise.rules.conftests import is_mentioned
from loopwise.rules.view import View
from loopwise.static.configuration import Project
from loopwise.static.source_file import read_source


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_conftests_above_a_file_count(tmp_path: Path) -> None:
    """The file and the conftests from its directory up to the rootdir are searched."""
    root = tmp_path / "root"
    write(tmp_path / "conftest.py", "outside = 1")
    write(root / "conftest.py", "top = 1")
    write(root / "tests" / "conftest.py", "near = 1")
    write(root / "other" / "conftest.py", "elsewhere = 1")
    path = write(root / "tests" / "test_x.py", "own = 1")
    view = View(read_source(path, "tests/test_x.py"), Project(root))
    words = ("own", "near", "top", "elsewhere", "outside")
    assert [one for one in words if is_mentioned(view, one)] == ["own", "near", "top"]
