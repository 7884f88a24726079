"""Takes a copy of a suite from pytest-asyncio to Loopwise, as a user would."""

from __future__ import annotations

import ast
import difflib
import os
import re
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.released.fetching import NotRunnableError

_LIMIT_SECONDS = 600
_LEFT_OUT = ("__pycache__", ".loopwise_cache", ".pytest_cache", ".git")
_KINDS = {
    "mark": re.compile(r"mark\.asyncio"),
    "decorator": re.compile(r"@\w*(?:pytest_)?asyncio\w*\.fixture"),
    "import": re.compile(r"import pytest_asyncio|from pytest_asyncio"),
    "setting": re.compile(r"^asyncio_|--asyncio-mode"),
    "event_loop": re.compile(r"\bevent_loop\b"),
}

Texts = Mapping[str, bytes]


@dataclass(slots=True)
class Migrated:
    """What became of a copy."""

    copy: Path
    removed: dict[str, int] = field(default_factory=dict)
    """How many lines of each kind are gone."""
    changed: int = 0
    """How many files changed."""
    broken: list[str] = field(default_factory=list)
    """Python files that compiled before, and do not now."""
    is_settled: bool = True
    """Whether a second time changes nothing."""


def migrate(source: Path, copy: Path, loopwise: Path, *options: str) -> Migrated:
    """Copy a suite, and run ``loopwise fix --migrate`` in the copy, twice.

    Raises:
        NotRunnableError: the command was refused, or did not end.
    """
    shutil.rmtree(copy, ignore_errors=True)
    ignored = shutil.ignore_patterns(*_LEFT_OUT)
    shutil.copytree(source, copy, symlinks=True, ignore=ignored)
    before = _texts(copy)
    _fix(copy, loopwise, options)
    after = _texts(copy)
    _fix(copy, loopwise, options)
    changed = [name for name, text in after.items() if before.get(name) != text]
    return Migrated(
        copy,
        _removed(before, after),
        len(changed),
        [one for one in changed if one.endswith(".py") and _is_broken(after[one])],
        _texts(copy) == after,
    )


def _fix(copy: Path, loopwise: Path, options: tuple[str, ...]) -> None:
    command = [sys.executable, "-m", "loopwise", "fix", "--migrate", "--no-cache"]
    try:
        done = subprocess.run(
            [*command, "--quiet", "--exit-zero", *options, "."],
            cwd=copy,
            env={**os.environ, "PYTHONPATH": str(loopwise / "src")},
            capture_output=True,
            text=True,
            check=False,
            timeout=_LIMIT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise NotRunnableError("the migration does not end") from None
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise NotRunnableError(f"the migration gives {done.returncode}: {last}")


def _texts(folder: Path) -> dict[str, bytes]:
    return {
        str(one.relative_to(folder)): one.read_bytes()
        for one in _files(folder)
        if one.suffix in {".py", ".toml", ".ini", ".cfg"}
    }


def _files(folder: Path) -> Iterator[Path]:
    for one in sorted(folder.rglob("*")):
        if one.is_file() and not one.is_symlink() and not set(_LEFT_OUT) & {*one.parts}:
            yield one


def _is_broken(content: bytes) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(content)
        except (SyntaxError, ValueError):
            return True
    return False


def _removed(before: Texts, after: Texts) -> dict[str, int]:
    found = dict.fromkeys(_KINDS, 0)
    for name, text in before.items():
        if after.get(name) == text:
            continue
        for line in difflib.ndiff(_lines(text), _lines(after[name])):
            for kind, pattern in _KINDS.items():
                if pattern.search(line[2:].strip()):
                    found[kind] += (line[0] == "-") - (line[0] == "+")
    return {kind: count for kind, count in found.items() if count > 0}


def _lines(content: bytes) -> list[str]:
    return content.decode("utf-8", "replace").splitlines()
