"""What earlier runs found."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.checking.cache import MOST, Cache


def test_an_entry_is_found_with_its_key_only(tmp_path: Path) -> None:
    """An entry is given if the key is that with which it was kept."""
    cache = Cache(tmp_path / "cache")
    cache.put("run", "key", {"a": [1, None]})
    assert cache.get("run", "key") == {"a": [1, None]}
    assert cache.get("run", "other") is None
    assert cache.get("other", "key") is None


def test_the_directory_says_what_it_is(tmp_path: Path) -> None:
    """Backup programs and git leave the directory alone."""
    Cache(tmp_path / "cache").put("run", "key", {})
    tag = (tmp_path / "cache" / "CACHEDIR.TAG").read_text("utf-8")
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55")
    assert (tmp_path / "cache" / ".gitignore").read_text("utf-8") == "*\n"


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff", b'{"key": "key"}', b"[" * 100_000]
)
def test_a_broken_entry_is_none(content: bytes, tmp_path: Path) -> None:
    """Whatever else stands in an entry's file counts as no entry."""
    cache = Cache(tmp_path)
    cache.put("run", "key", {})
    (tmp_path / "run.json").write_bytes(content)
    assert cache.get("run", "key") is None


def test_what_cannot_be_kept_is_not(tmp_path: Path) -> None:
    """A directory that cannot be made is no error: nothing is kept."""
    (tmp_path / "file").touch()
    cache = Cache(tmp_path / "file" / "cache")
    cache.put("run", "key", {})
    assert cache.get("run", "key") is None


def test_without_a_directory_nothing_is_kept() -> None:
    """A cache without a directory forgets everything."""
    cache = Cache(None)
    cache.put("run", "key", {})
    assert cache.get("run", "key") is None


def test_old_entries_go(tmp_path: Path) -> None:
    """The cache keeps a number of entries, however many ways to call there are."""
    cache = Cache(tmp_path)
    for number in range(MOST + 5):
        cache.put(f"run-{number}", "key", {})
    assert len(list(tmp_path.glob("*.json"))) == MOST
    assert not list(tmp_path.glob("*.new"))
