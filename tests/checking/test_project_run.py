"""A run that is known is replayed; whatever changes is seen."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from loopwise.checking import many_files
from tests.checking.projects import CLEAN, DROPPED, checked, lines_of, project, written

PATCHED = """
from unittest.mock import patch

def test_it():
    with patch("app.service.fetch"):
        pass
"""


def later(path: Path, text: str) -> None:
    """Write a file, and let the clock go on: clocks of file systems are coarse."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    seconds = path.stat().st_mtime + 2
    os.utime(path, (seconds, seconds))


@pytest.fixture
def known(tmp_path: Path) -> Path:
    """A project that was checked once; what is above it is the test's own, too."""
    root = tmp_path / "above" / "project"
    files = {"tests/test_a.py": DROPPED, "tests/test_b.py": CLEAN}
    written(root, {**files, "app/__init__.py": "", "app/service.py": "fetch = 1\n"})
    assert not checked(root).is_replayed
    return root


def test_what_is_known_is_replayed(known: Path) -> None:
    """A second run gives the same report, without checking anything."""
    first, second = checked(known, is_cached=False), checked(known)
    assert second.is_replayed
    assert second.findings == first.findings
    assert (second.files, second.lines, second.tests) == (
        first.files,
        first.lines,
        first.tests,
    )


CHANGES: list[Callable[[Path], None]] = [
    lambda root: later(root / "tests" / "test_b.py", CLEAN * 2),
    lambda root: later(root / "tests" / "test_c.py", CLEAN),
    lambda root: (root / "tests" / "test_b.py").unlink(),
    lambda root: later(root / "pytest.ini", "[pytest]\naddopts = -q\n"),
    lambda root: later(root / "tests" / "pytest.ini", "[pytest]\n"),
    lambda root: later(root / "requirements.txt", "pytest-asyncio==0.21\n"),
    lambda root: later(root / "app" / "service.py", "x = 2\n"),
    lambda root: later(root.parent / "pyproject.toml", "[tool.loopwise]\n"),
]


@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_changes_are_seen(number: int, known: Path) -> None:
    """Where a file has changed, came or went, the run is not replayed."""
    CHANGES[number](known)
    assert not checked(known).is_replayed
    assert lines_of(checked(known)) == ["tests/test_a.py:8 LW703"]


def test_other_options_are_another_run(known: Path) -> None:
    """A run with other options is not replayed, and the first one still is."""
    assert checked(known, ignore=("LW703",)).findings == ()
    assert checked(known, "tests/test_b.py").findings == ()
    assert checked(known).is_replayed
    assert checked(known, ignore=("LW703",)).is_replayed


def test_only_what_has_changed_is_checked(
    known: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a project in which one file has changed only that is checked again."""
    later(known / "tests" / "test_b.py", DROPPED)
    seen: list[str] = []
    check_all = many_files.check_all

    def watched(*args: object) -> object:
        seen.extend(Path(one.path).name for one in args[1])  # type: ignore[attr-defined]  # its files
        return check_all(*args)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr("loopwise.checking.fresh_run.check_all", watched)
    assert lines_of(checked(known)) == [
        "tests/test_a.py:8 LW703",
        "tests/test_b.py:8 LW703",
    ]
    assert seen == ["test_b.py"]


def test_what_depends_on_a_changed_file_is_checked(known: Path) -> None:
    """A finding that rests on another module goes, and comes, with that module."""
    later(known / "tests" / "test_b.py", PATCHED)
    assert lines_of(checked(known, select=("LW705",))) == []
    later(known / "app" / "service.py", "def other(): pass\n")
    assert lines_of(checked(known, select=("LW705",))) == ["tests/test_b.py:5 LW705"]
    later(known / "app" / "service.py", "async def fetch(): pass\n")
    assert lines_of(checked(known, select=("LW705",))) == []


@pytest.mark.parametrize(
    "spoil",
    [
        lambda kept: {},
        lambda kept: {**kept, "value": {}},
        lambda kept: {**kept, "value": {**kept["value"], "findings": [[1]]}},
        lambda kept: {**kept, "value": {**kept["value"], "depends": [5]}},
        lambda kept: {**kept, "value": {"tests/test_a.py": {"facts": "no"}}},
    ],
)
def test_a_spoilt_cache_is_no_trouble(
    spoil: Callable[[dict[str, object]], object], known: Path
) -> None:
    """Whatever stands in the cache, the run finds what there is."""
    entries = list((known / ".loopwise_cache").glob("*.json"))
    assert len(entries) == 2
    for one in entries:
        kept = json.loads(one.read_bytes())
        one.write_text(json.dumps(spoil(kept)), encoding="utf-8")
    assert lines_of(checked(known)) == ["tests/test_a.py:8 LW703"]


def test_processes_find_the_same(tmp_path: Path) -> None:
    """Several processes find what one finds, in the same order."""
    filler = f"# {'x' * 80}\n" * 500
    project(tmp_path, **{f"test_{n}": DROPPED + filler for n in range(20)})
    one, two = (checked(tmp_path, is_cached=False, jobs=n) for n in (1, 2))
    assert one == two
    assert len(one.findings) == 20
