"""Which files a check covers."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from loopwise.static.tree import Tree, find_files
from tests.static.files import write


def names(tree: Tree, top: Path) -> list[str]:
    return [one.relative_to(top).as_posix() for one in tree.python]


def test_directories_that_hold_no_tests_are_left_out(tmp_path: Path) -> None:
    """Environments, caches and build products are not entered."""
    write(
        tmp_path,
        {
            "a/test_a.py": "",
            "a/b.txt": "",
            "build/lib/c.py": "",
            ".venv/d.py": "",
            "env/pyvenv.cfg": "",
            "env/lib/e.py": "",
            "node_modules/f.py": "",
            "conftest.py": "",
            "pytest.ini": "",
            "a/pyproject.toml": "",
        },
    )
    tree = find_files([], tmp_path)
    assert names(tree, tmp_path) == ["conftest.py", "a/test_a.py"]
    assert [one.name for one in tree.configuration] == ["pytest.ini", "pyproject.toml"]
    assert tree.problems == []


def test_patterns_leave_out_names_and_paths(tmp_path: Path) -> None:
    """A pattern is for a name, or for a path seen from the directory."""
    write(
        tmp_path,
        {"a/b/c.py": "", "a/d.py": "", "a/e_pb2.py": "", "f/d.py": "", "g/h.py": ""},
    )
    tree = find_files(["."], tmp_path, ["a/b", "**/*_pb2.py", "f/*.py"], ["g"])
    assert names(tree, tmp_path) == ["a/d.py"]


def test_what_is_named_is_covered(tmp_path: Path) -> None:
    """Patterns do not hold for paths that the user names; other names count, too."""
    write(tmp_path, {"build/a.py": "", "build/script": ""})
    tree = find_files(["build", "build/script", "build/a.py"], tmp_path)
    assert names(tree, tmp_path) == ["build/a.py", "build/script"]


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    """A path to nothing is a problem, and the others are covered."""
    write(tmp_path, {"a.py": ""})
    tree = find_files(["no", "a.py", "nul\0l"], tmp_path)
    assert names(tree, tmp_path) == ["a.py"]
    assert [one.place.file for one in tree.problems][:1] == ["no"]
    assert len(tree.problems) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="links take rights there")
def test_links_that_circle_end(tmp_path: Path) -> None:
    """A directory is entered once, and a file taken once, whatever links lead there."""
    write(tmp_path, {"a/b/c.py": ""})
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path / "a")
    (tmp_path / "again.py").symlink_to(tmp_path / "a" / "b" / "c.py")
    (tmp_path / "self.py").symlink_to("self.py")
    (tmp_path / "gone.py").symlink_to("nothing.py")
    tree = find_files(["."], tmp_path)
    assert len(tree.python) == 1
    assert {one.place.file for one in tree.problems} == {"gone.py", "self.py"}


@pytest.mark.skipif(sys.platform != "linux", reason="names are UTF-8 elsewhere")
def test_names_that_are_not_utf_8_can_be_shown(tmp_path: Path) -> None:
    """Such a file is covered; where it is a problem, any stream can print its name."""
    (tmp_path / os.fsdecode(b"\xff")).mkdir()
    os.mkfifo(os.fsencode(tmp_path) + b"/\xff/\xfe.py")
    (tmp_path / os.fsdecode(b"\xfd.py")).write_text("", "utf-8")
    tree = find_files(["."], tmp_path)
    assert len(tree.python) == 1
    (problem,) = tree.problems
    assert problem.place.file.encode() == b"\\udcff/\\udcfe.py"
    assert problem.text == "is not a file"
