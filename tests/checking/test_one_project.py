"""A directory as one project."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.checking.one_project import is_test, package_of, python_files
from loopwise.static.project import read_project


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


def test_packages_are_named_in_full(tmp_path: Path) -> None:
    """A file's package reaches as far up as there is an ``__init__.py``."""
    write(tmp_path, "src/a/__init__.py", "src/a/b/__init__.py", "src/a/b/c.py")
    assert package_of(tmp_path / "src/a/b/c.py") == "a.b"
    assert package_of(tmp_path / "src/d.py") == ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [("test_a.py", True), ("a_test.py", True), ("conftest.py", True), ("a.py", False)],
)
def test_tests_are_what_pytest_collects(
    tmp_path: Path, name: str, expected: bool
) -> None:
    """Without other settings, pytest's own patterns say what a test file is."""
    assert is_test(tmp_path / name, read_project(tmp_path)) is expected


def test_settings_say_what_tests_are(tmp_path: Path) -> None:
    """The setting python_files counts in place of the usual patterns."""
    write(tmp_path, "pytest.ini", text="[pytest]\npython_files = check_*.py\n")
    project = read_project(tmp_path)
    assert is_test(tmp_path / "check_a.py", project)
    assert not is_test(tmp_path / "test_a.py", project)
