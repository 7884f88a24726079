"""Judges the report of a row: is it enough to know what to do, and is that right?"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.explained.reading import Message, messages
from benchmarks.explained.row import Innocent, Remedy, Row
from benchmarks.explained.running import run_broken, run_mended
from loopwise.testing import Result


@dataclass(slots=True)
class Acquittal:
    """What came of a failure that loops have no part in."""

    one: Innocent
    version: str = ""
    void: str = ""
    accused: str = ""
    """What was said wrongly; empty when nothing was."""


@dataclass(slots=True)
class Verdict:
    """What the report of a row says, and what came of its first fix."""

    row: Row
    version: str = ""
    void: str = ""
    """Why the row could not be run; empty when it was."""
    seen: str = ""
    """The error as it stands in the output; empty when it did not happen."""
    message: Message | None = None
    others: list[str] = field(default_factory=list)
    """The codes of what else was said."""
    named: bool = False
    """Whether the object is named."""
    owned: bool = False
    """Whether its owner is named, with the place."""
    fix: str = ""
    """The first fix."""
    mended: str = ""
    """`yes`, or why the project is not green after the first fix."""
    text: str = ""

    @property
    def coded(self) -> bool:
        """Whether the message has the right code."""
        code = self.message.code if self.message else ""
        return re.fullmatch(self.row.code, code) is not None

    @property
    def right(self) -> bool:
        """Whether the report tells everything that it has to."""
        return bool(
            self.seen
            and self.coded
            and self.named
            and self.owned
            and self.mended == "yes"
        )


def judge(row: Row, directory: Path, env: Mapping[str, str]) -> Verdict:
    """Run a row, read the report, do what its first fix says, and run again."""
    verdict = Verdict(row)
    result = run_broken(row, directory, env)
    verdict.text = result.text
    seen = re.search(row.error, result.text)
    verdict.seen = seen[0] if seen else ""
    said = messages(result.text)
    verdict.message = _of(row, said)
    if verdict.message is None:
        return verdict
    verdict.others = [one.code for one in said if one is not verdict.message]
    text = verdict.message.text
    verdict.named = re.search(row.thing, text) is not None
    verdict.owned = re.search(row.owner, text) is not None and _placed(row, text)
    if not verdict.message.fixes:
        verdict.mended = "no fix offered"
        return verdict
    verdict.fix = verdict.message.fixes[0]
    remedy = remedy_for(row, verdict.fix)
    if remedy is None:
        verdict.mended = "nobody would know what to type"
    else:
        verdict.mended = mended(row, remedy, directory, env)
    return verdict


def remedy_for(row: Row, fix: str) -> Remedy | None:
    """Give what somebody types who reads a fix, if the row knows it."""
    return next((one for one in row.remedies if _says(one.says, fix)), None)


def mended(row: Row, remedy: Remedy, directory: Path, env: Mapping[str, str]) -> str:
    """Say `yes` if a row is green after a fix, or what it is then."""
    result = run_mended(row, remedy, directory, env)
    if said := messages(result.text):
        return f"still says {said[0].code}"
    if result.exit_code or set(result.counts) != {"passed"}:
        return _counted(result)
    if re.search(row.error, result.text):
        return "the error is still there"
    return "yes"


def accused(one: Innocent, directory: Path, env: Mapping[str, str]) -> str:
    """Say what is told wrongly of a failure that loops have no part in; or nothing."""
    result = run_broken(one, directory, env)
    if not re.search(one.error, result.text):
        return "it did not happen"
    said = [message.code for message in messages(result.text)]
    return ", ".join(code for code in said if not re.fullmatch(one.allowed, code))


def _of(row: Row, said: list[Message]) -> Message | None:
    """Give the message with the right code, or else the first."""
    right = [one for one in said if re.fullmatch(row.code, one.code)]
    return next(iter([*right, *said]), None)


def _placed(row: Row, text: str) -> bool:
    """Whether the owner's place is given: its line, or that of a decorator."""
    file, begin = row.place
    lines = textwrap.dedent(row.broken[file]).splitlines()
    (at,) = [n for n, line in enumerate(lines, 1) if line.startswith(begin)]
    first = at
    while first > 1 and lines[first - 2].startswith("@"):
        first -= 1
    wanted = (rf"{re.escape(file)}:{line}(?!\d)" for line in range(first, at + 1))
    return any(re.search(one, text) for one in wanted)


def _says(pattern: str, fix: str) -> bool:
    return re.search(pattern, fix, re.IGNORECASE) is not None


def _counted(result: Result) -> str:
    counts = ", ".join(f"{count} {name}" for name, count in result.counts.items())
    return counts or f"exit code {result.exit_code}"
