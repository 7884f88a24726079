"""Modules by name and by path."""

from __future__ import annotations

from pathlib import Path

from tests.static.suite.project import Parts


def test_names_begin_where_packages_do(tmp_path: Path) -> None:
    """A module's name begins with its outermost package, as pytest imports it."""
    parts = Parts(
        tmp_path,
        {"a/b/__init__.py": "", "a/b/c.py": "x = 1", "a/d.py": "", "e.py": ""},
    )
    at = parts.modules.at
    found = [at(tmp_path / one) for one in ("a/b/c.py", "a/b/__init__.py", "a/d.py")]
    assert [one.name for one in found if one] == ["b.c", "b", "d"]
    assert [one.package for one in found if one] == ["b", "b", ""]
    assert [one.root for one in found if one] == [tmp_path / "a"] * 3


def test_two_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """Of two modules of one name each is found by its own, and from beside it."""
    parts = Parts(
        tmp_path,
        {
            "one/conftest.py": "x = 1",
            "two/conftest.py": "x = 2",
            "two/beside.py": "",
        },
    )
    one = parts.modules.at(tmp_path / "one/conftest.py")
    two = parts.modules.at(tmp_path / "two/conftest.py")
    beside = parts.modules.at(tmp_path / "two/beside.py")
    assert one is not None
    assert two is not None
    assert one.name == "conftest"
    assert two.name != "conftest"
    assert parts.modules.named(two.name) is two
    assert parts.modules.named("conftest", beside) is two


def test_packages_without_a_file(tmp_path: Path) -> None:
    """A directory of the project is a package, too, if nothing says otherwise."""
    parts = Parts(tmp_path, {"space/inner/mod.py": ""})
    assert parts.modules.is_directory("space.inner")
    assert not parts.modules.is_directory("space.other")
    assert parts.module("space.inner.mod").path.name == "mod.py"


def test_unreadable_files_are_noted(tmp_path: Path) -> None:
    """A file that is no Python is no module, and is told with its line."""
    parts = Parts(tmp_path, {"bad.py": "x = 1\ndef ("})
    assert parts.modules.named("bad") is None
    (error,) = parts.modules.errors
    assert error.startswith("bad.py:2 is not valid Python")


def test_roots_that_come_later(tmp_path: Path) -> None:
    """What was not found is looked for again in a directory that is added."""
    parts = Parts(tmp_path, {"lib/late.py": ""})
    assert parts.modules.named("late") is None
    parts.modules.add_root(tmp_path / "lib")
    assert parts.modules.named("late") is not None


def test_each_file_is_parsed_once(tmp_path: Path) -> None:
    """A module is the same, whoever asks for it and how."""
    parts = Parts(tmp_path, {"a.py": ""})
    assert parts.modules.at(tmp_path / "a.py") is parts.modules.named("a")
