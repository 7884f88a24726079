"""What configuration says of collecting and of loops."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.model.scope import Scope
from loopwise.model.settings import Mode
from loopwise.static.project import read_project
from loopwise.static.suite.options import (
    matches,
    read_collecting,
    read_settings,
    starts,
)


def write(directory: Path, *lines: str) -> None:
    """Write a configuration."""
    (directory / "pytest.ini").write_text("\n".join(["[pytest]", *lines]))


@pytest.mark.parametrize(
    ("lines", "mode", "is_chosen"),
    [
        ((), Mode.AUTO, False),
        (("asyncio_mode = strict",), Mode.STRICT, True),
        (("asyncio_mode = strict", "loopwise_mode = auto"), Mode.AUTO, True),
        (("asyncio_mode = auto", "addopts = --asyncio-mode=strict"), Mode.STRICT, True),
        (("asyncio_mode = what",), Mode.AUTO, False),
    ],
)
def test_modes(
    tmp_path: Path, lines: tuple[str, ...], mode: Mode, *, is_chosen: bool
) -> None:
    """Options come before keys, Loopwise's before pytest-asyncio's."""
    write(tmp_path, *lines)
    found = read_settings(read_project(tmp_path))
    assert (found.mode, found.is_mode_chosen) == (mode, is_chosen)


def test_other_runners(tmp_path: Path) -> None:
    """Where others call test functions, the mode is strict unless one is chosen."""
    write(tmp_path)
    project = read_project(tmp_path)
    assert read_settings(project, has_other_runner=True).mode is Mode.STRICT
    write(tmp_path, "asyncio_mode = auto")
    project = read_project(tmp_path)
    assert read_settings(project, has_other_runner=True).mode is Mode.AUTO


def test_minimums(tmp_path: Path) -> None:
    """Default loop scopes are minimums, with their source; `fixture-scope` is none."""
    write(
        tmp_path,
        "asyncio_default_test_loop_scope = module",
        "asyncio_default_fixture_loop_scope = fixture-scope",
    )
    found = read_settings(read_project(tmp_path))
    assert found.test_minimum is not None
    assert found.test_minimum.scope is Scope.MODULE
    assert found.test_minimum.source == "asyncio_default_test_loop_scope (pytest.ini)"
    assert found.fixture_minimum is None


def test_testpaths(tmp_path: Path) -> None:
    """`testpaths` count from the rootdir, and only without arguments."""
    write(tmp_path, "testpaths = one t*o missing")
    for name in ("one", "two", "three"):
        (tmp_path / name).mkdir()
    found = [path.name for path, _ in starts(read_project(tmp_path))]
    assert found == ["one", "two"]
    (start,) = starts(read_project(tmp_path, ["three/test_a.py::TestA::test_b[1]"]))
    assert start == (tmp_path / "three/test_a.py", ("TestA", "test_b"))
    (start,) = starts(read_project(tmp_path / "three"))
    assert start[0] == tmp_path / "three"


def test_addopts(tmp_path: Path) -> None:
    """What `addopts` ignores and loads is known, with and without a sign between."""
    write(
        tmp_path,
        "addopts = -p one -ptwo -p no:three -q --ignore=a --ignore b --ignore-glob=*.x",
        "pythonpath = lib",
    )
    found = read_collecting(read_project(tmp_path))
    assert found.plugins == ("one", "two")
    assert found.ignored == (str(tmp_path / "a"), str(tmp_path / "b"))
    assert found.ignored_globs == (str(tmp_path / "*.x"),)
    assert found.pythonpath == (tmp_path / "lib",)


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("test_*.py", "/a/test_b.py", True),
        ("a/test_*.py", "/x/a/test_b.py", True),
        ("a/test_*.py", "/x/b/test_b.py", False),
        ("/x/*.py", "/x/b.py", True),
    ],
)
def test_patterns(pattern: str, path: str, *, expected: bool) -> None:
    """A pattern without a slash is for names, with one for the end of paths."""
    assert matches(pattern, Path(path)) is expected
