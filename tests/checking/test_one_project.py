"""A directory as one project."""

from __future__ import annotations

from pathlib import Path

from loopwise.checking.one_project import python_files


def write(directory: Path, *names: str, text: str = "") -> None:
    for name in names:
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def test_python_files_are_found_in_order(tmp_path: Path) -> None:
    """All Python files count, but for those in hidden directories."""
    write(tmp_path, "b.py", "a/c.py", "a/d.txt", ".venv/e.py")
    found = [one.relative_to(tmp_path).as_posix() for one in python_files(tmp_path)]
    assert found == ["b.py", "a/c.py"]
