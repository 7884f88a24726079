"""Directories that are walked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.static.suite.both import loops, read


def _link(target: Path, link: Path) -> None:
    try:
        link.symlink_to(target, target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")


def test_links_that_lead_back_end(tmp_path: Path) -> None:
    """Links to directories around them, or to one another, are followed once."""
    files = {
        "one/test_one.py": "async def test_one(): ...",
        "two/test_two.py": "async def test_two(): ...",
    }
    read(tmp_path, files)
    _link(tmp_path, tmp_path / "one" / "up")
    _link(tmp_path / "two", tmp_path / "one" / "link")
    _link(tmp_path / "one", tmp_path / "two" / "link")
    found = loops(read(tmp_path, files))
    assert {"one/test_one.py::test_one", "two/test_two.py::test_two"} <= found.keys()
    assert len(found) < 10


def test_a_test_that_is_nested_too_deep(tmp_path: Path) -> None:
    """A test that cannot be followed is told; the others are read."""
    values = " + ".join(["[1]"] * 990)
    text = f"""
        import pytest

        @pytest.mark.parametrize("a", {values})
        async def test_deep(a): ...

        async def test_flat(): ...
    """
    static = read(tmp_path, {"test_deep.py": text})
    assert "test_deep.py::test_flat" in loops(static)
    assert len(static.errors) + len(static.suite.tests) >= 2
