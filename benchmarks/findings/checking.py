"""What the checker finds in one project, by each runner."""

from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.released.fetching import NotRunnableError

OWN = ""
"""The runner that the project declares."""
RUNNERS = (OWN, "pytest-asyncio", "loopwise")
_LIMIT_SECONDS = 600


@dataclass(frozen=True, slots=True, order=True)
class Found:
    """A finding, by what stays the same while the rules are worked at."""

    code: str
    file: str
    text: str
    """The line it is at, without blanks around it."""
    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a project."""

    files: int
    lines: int
    found: tuple[Found, ...]


def check(source: Path, runner: str, loopwise: Path) -> Checked:
    """Run the checker on a project, with another runner than its own or without.

    Raises:
        NotRunnableError: it fails, or does not end.
    """
    chosen = ("--runner", runner) if runner else ()
    answer = run(
        loopwise, source, "check", "--no-cache", "--output-format", "json", *chosen
    )
    try:
        read: dict[str, Any] = json.loads(answer.stdout)
    except ValueError:
        raise NotRunnableError(answer.stderr.strip()[-300:]) from None
    found = [_found(one, source) for one in read["findings"]]
    return Checked(read["files"], read["lines"], tuple(sorted(found)))


def run(
    loopwise: Path, source: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run the command `loopwise` in a directory, of this or another source of it.

    Raises:
        NotRunnableError: it does not end.
    """
    environment = {**os.environ, "PYTHONPATH": str(loopwise / "src")}
    command: Sequence[str] = (sys.executable, "-m", "loopwise", *arguments, ".")
    try:
        return subprocess.run(
            command,
            cwd=source,
            env=environment,
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=_LIMIT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise NotRunnableError(f"not done within {_LIMIT_SECONDS} s") from None


def _found(one: dict[str, Any], source: Path) -> Found:
    text = ""
    if one["line"]:
        content = (source / one["file"]).read_text(encoding="utf-8", errors="replace")
        lines = content.split("\n")
        text = lines[one["line"] - 1].strip() if one["line"] <= len(lines) else ""
    return Found(one["code"], one["file"], text, one["line"], one["what"])


def keep(checked: Checked, path: Path) -> None:
    """Write what was found, for a run that only looks up other judgements."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(dataclasses.asdict(checked)), encoding="utf-8")


def kept(path: Path) -> Checked | None:
    """Give what an earlier run found."""
    if not path.exists():
        return None
    read = json.loads(path.read_text(encoding="utf-8"))
    found = tuple(Found(**one) for one in read["found"])
    return Checked(read["files"], read["lines"], found)
