"""One file as the checker sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.checking.one_file import is_test, package_of
from loopwise.static.project import read_project
from tests.checking.test_one_project import write


def test_packages_are_named_in_full(tmp_path: Path) -> None:
    """A file's package reaches as far up as there is an ``__init__.py``."""
    write(tmp_path, "src/a/__init__.py", "src/a/b/__init__.py", "src/a/b/c.py")
    assert package_of(str(tmp_path / "src/a/b")) == "a.b"
    assert package_of(str(tmp_path / "src")) == ""


@pytest.mark.parametrize(
    ("name", "expected"),
    [("test_a.py", True), ("a_test.py", True), ("conftest.py", True), ("a.py", False)],
)
def test_tests_are_what_pytest_collects(
    tmp_path: Path, name: str, expected: bool
) -> None:
    """Without other settings, pytest's own patterns say what a test file is."""
    assert is_test(str(tmp_path / name), read_project(tmp_path)) is expected


def test_settings_say_what_tests_are(tmp_path: Path) -> None:
    """The setting python_files counts in place of the usual patterns."""
    write(tmp_path, "pytest.ini", text="[pytest]\npython_files = check_*.py\n")
    project = read_project(tmp_path)
    assert is_test(str(tmp_path / "check_a.py"), project)
    assert not is_test(str(tmp_path / "test_a.py"), project)
