"""What `loopwise fix` does to a copy of a project: whether anything is damaged."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.findings.checking import run
from benchmarks.released.fetching import NotRunnableError

SAFE, UNSAFE = "safe", "unsafe"
WAYS = {SAFE: (), UNSAFE: ("--unsafe-fixes",)}
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc")


@dataclass(slots=True)
class Fixed:
    """What became of a project's files."""

    way: str
    findings: int = 0
    left: int = 0
    changed: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    """Files that could be compiled before and cannot any more."""
    unasked: list[str] = field(default_factory=list)
    """Changed files in which nothing was found."""
    again: list[str] = field(default_factory=list)
    """Files that a second run changes."""

    @property
    def is_damaged(self) -> bool:
        """Whether anything is as it must not be."""
        return bool(self.broken or self.unasked or self.again)


@contextmanager
def copy_of(source: Path) -> Iterator[Path]:
    """Give a copy of a project, as long as it is needed."""
    with tempfile.TemporaryDirectory(prefix="loopwise-fixed-") as directory:
        copy = Path(directory, source.name)
        shutil.copytree(source, copy, symlinks=True, ignore=_LEFT_OUT)
        yield copy


def fix(copy: Path, way: str, loopwise: Path) -> Fixed:
    """Repair a project in place, twice, and look at what changed.

    Raises:
        NotRunnableError: a run fails, or does not end.
    """
    done = Fixed(way)
    first = run(loopwise, copy, "check", "--no-cache", "--output-format", "json")
    found = _findings(first.stdout)
    done.findings = len(found)
    named = {one["file"] for one in found} | set(_edited(found, copy))
    before = _sums(copy)
    could = {name for name in before if name.endswith(".py") and compiles(copy / name)}
    options = ("fix", "--no-cache", "--output-format", "json", *WAYS[way])
    left = run(loopwise, copy, *options)
    done.left = len(_findings(left.stdout))
    after = _sums(copy)
    done.changed = _changed(before, after)
    done.unasked = [one for one in done.changed if one not in named]
    done.broken = [one for one in done.changed if one in could]
    done.broken = [one for one in done.broken if not compiles(copy / one)]
    if done.changed:
        run(loopwise, copy, *options)
        done.again = _changed(after, _sums(copy))
    return done


def _findings(text: str) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = json.loads(text)["findings"]
    except ValueError:
        raise NotRunnableError("loopwise fails") from None
    return found


def compiles(path: Path) -> bool:
    """Whether Python can compile a file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError):
            return False
    return True


def _edited(found: list[dict[str, Any]], copy: Path) -> Iterator[str]:
    for one in found:
        for edit in (one["repair"] or {}).get("edits", ()):
            path = Path(copy, edit["file"])
            yield path.relative_to(copy).as_posix()


def _sums(directory: Path) -> dict[str, str]:
    return {
        one.relative_to(directory).as_posix(): hashlib.sha256(
            one.read_bytes()
        ).hexdigest()
        for one in directory.rglob("*")
        if one.is_file() and "__pycache__" not in one.parts
    }


def _changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    names = {**before, **after}
    return sorted(one for one in names if before.get(one) != after.get(one))
