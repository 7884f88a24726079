"""Files are replaced at once, or not touched."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from loopwise.fixes.files import FileChanged, replace_file

posix = pytest.mark.skipif(sys.platform == "win32", reason="modes and links of POSIX")


def test_content_is_replaced(tmp_path: Path) -> None:
    """The file has the new bytes, and nothing else is left beside it."""
    path = tmp_path / "a.py"
    path.write_bytes(b"old\r\n")
    replace_file(path, b"old\r\n", b"\xef\xbb\xbfnew\r\n")
    assert path.read_bytes() == b"\xef\xbb\xbfnew\r\n"
    assert list(tmp_path.iterdir()) == [path]


@posix
def test_modes_are_kept(tmp_path: Path) -> None:
    """A script stays executable."""
    path = tmp_path / "a.py"
    path.write_bytes(b"old")
    path.chmod(0o751)
    replace_file(path, b"old", b"new")
    assert path.stat().st_mode & 0o777 == 0o751


@posix
def test_links_are_kept(tmp_path: Path) -> None:
    """A link still leads to the file, which has the new content."""
    (tmp_path / "real").mkdir()
    real, link = tmp_path / "real" / "a.py", tmp_path / "link.py"
    real.write_bytes(b"old")
    link.symlink_to(real)
    replace_file(link, b"old", b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


def test_changed_files_are_not_touched(tmp_path: Path) -> None:
    """A file that somebody changed meanwhile keeps what they wrote."""
    path = tmp_path / "a.py"
    path.write_bytes(b"theirs")
    with pytest.raises(FileChanged):
        replace_file(path, b"old", b"new")
    assert path.read_bytes() == b"theirs"


def test_failures_leave_the_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the last step fails, the old file is there, whole, and nothing else is."""
    path = tmp_path / "a.py"
    path.write_bytes(b"old")

    def fails(self: Path, target: Path) -> Path:
        raise OSError("full")

    monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(OSError, match="full"):
        replace_file(path, b"old", b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
