"""Repairs, made until nothing changes: tried on a copy, then put in place."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from loopwise.checking.check import check
from loopwise.checking.migrating import FAMILY
from loopwise.checking.mirror import Mirror
from loopwise.checking.options import Options, Progress
from loopwise.checking.repairing import decoded, repair_round
from loopwise.checking.showing import with_files, with_places
from loopwise.fixes.unused import without_unused
from loopwise.model.finding import Finding, Repair
from loopwise.model.place import shorten
from loopwise.model.report import Report
from loopwise.rules.registry import all_rules
from loopwise.rules.rule import ProjectRule, Rule

MOST_ROUNDS = 10
CONFIGURATION = "LW6"
"""The codes about configuration."""


@dataclass(slots=True)
class Fixed:
    """What repairs come to; nothing is written yet."""

    before: Report
    after: Report
    """What is left."""
    contents: dict[Path, tuple[bytes, bytes]] = field(default_factory=dict)
    """What each changed file held, and what it shall hold."""
    made: int = 0
    notes: list[str] = field(default_factory=list)


def fix(
    paths: Sequence[Path],
    options: Options,
    rules: Sequence[type[Rule]] | None = None,
    *,
    is_unsafe: bool = False,
    progress: Progress | None = None,
) -> Fixed:
    """Find mistakes in paths and repair them, in a copy.

    Args:
        paths: Files and directories.
        options: What is asked for.
        rules: Those there are, if not all of Loopwise's.
        is_unsafe: Whether repairs are wanted that may change what the code does.
        progress: Is told how far it is.

    Raises:
        CheckError: what was asked for makes no sense.
    """
    before = check(paths, options, rules, progress)
    if not _wanted(before.findings, is_unsafe):
        return Fixed(before, before)
    with Mirror(options.directory.anchor) as mirror:
        for root in before.roots:
            mirror.copy(root, [options.directory / one for one in before.files])
        for name, content in options.extra.items():
            mirror.put(Path(name), content)
        work = _Work(mirror, paths, options, rules, is_unsafe=is_unsafe)
        return work.done(before)


def _wanted(findings: Iterable[Finding], is_unsafe: bool) -> list[Finding]:
    return [
        one
        for one in findings
        if one.repair is not None and (one.repair.is_safe or is_unsafe)
    ]


class _Work:
    def __init__(
        self,
        mirror: Mirror,
        paths: Sequence[Path],
        options: Options,
        rules: Sequence[type[Rule]] | None,
        *,
        is_unsafe: bool,
    ) -> None:
        self.mirror, self.rules, self.is_unsafe = mirror, rules, is_unsafe
        self.directory = directory = options.directory
        self.paths = [mirror.there(directory / one) for one in paths]
        config = options.config
        self.options = dataclasses.replace(
            options,
            directory=mirror.there(directory),
            config=None if config is None else directory / config,
            is_cached=False,
            extra={},
        )
        self.notes: list[str] = []
        self.made = 0
        self.kept: set[str] = set()
        """Files that stay as they are."""
        there = all_rules() if rules is None else rules
        self.of_projects = {one.code for one in there if issubclass(one, ProjectRule)}

    def done(self, before: Report) -> Fixed:
        self.options.directory.mkdir(parents=True, exist_ok=True)
        left = self._rounds()
        for _ in self.mirror.were:
            worse = self._worse(before, left)
            if not worse:
                break
            for path, codes in worse.items():
                there = self.mirror.there(path)
                there.write_bytes(self.mirror.were[path])
                self.kept.add(str(path))
                self.notes.append(
                    f"{shorten(str(path), str(self.directory))} stays as it is: "
                    f"its repairs would bring {', '.join(codes)}"
                )
            left = self._rounds()  # others may have waited for what is undone now
        self._without_unused()
        contents = {
            path: (self.mirror.were[path], new)
            for path, new in self.mirror.changed().items()
        }
        return Fixed(before, left, contents, self.made, self.notes)

    def _worse(self, before: Report, left: Report) -> dict[Path, list[str]]:
        """Give the changed files in which something is found that was not there."""
        were, are = _counts(before), _counts(left)
        found: dict[Path, list[str]] = {}
        changed = self.mirror.changed()
        # Other settings show other mistakes of the suite, which were there before.
        shown = self.of_projects if any(one.suffix != ".py" for one in changed) else ()
        for path in changed:
            more = [
                code
                for (file, code), count in are.items()
                if file == str(path)
                and count > were.get((file, code), 0)
                # What is left over of pytest-asyncio is no mistake that was brought.
                and not code.startswith(FAMILY)
                and code not in shown
            ]
            if more:
                found[path] = sorted(more)
        return found

    def _check(self) -> Report:
        """Check the copy; what is found is told of the project."""
        report = check(self.paths, self.options, self.rules)
        return dataclasses.replace(
            report, findings=tuple(self._back(one) for one in report.findings)
        )

    def _back(self, finding: Finding) -> Finding:
        back = self.mirror.back
        return with_files(with_places(finding, back), back)

    def _there(self, repair: Repair) -> Repair:
        """Give a repair of the project as one of the copy."""
        edits = tuple(
            dataclasses.replace(one, file=str(self.mirror.there(Path(one.file))))
            for one in repair.edits
        )
        return Repair(repair.text, edits, repair.is_safe)

    def _rounds(self) -> Report:
        for _ in range(MOST_ROUNDS):
            left = self._check()
            wanted = _wanted(left.findings, self.is_unsafe)
            if not wanted:
                return left
            made = 0
            for some in _in_order(wanted):
                made = made or self._round(some)
            if not made:
                return left
            self.made += made
        left = self._check()
        codes = sorted({one.code for one in _wanted(left.findings, self.is_unsafe)})
        self.notes.append(
            f"{', '.join(codes)}: repairs do not settle, each round makes more of them"
        )
        return left

    def _round(self, findings: Iterable[Finding]) -> int:
        repairs = [
            one.repair
            for one in findings
            if one.repair is not None
            and not any(edit.file in self.kept for edit in one.repair.edits)
        ]
        round_ = repair_round(self._there(one) for one in repairs)
        if round_.missing and round_.missing not in self.notes:
            self.notes.append(round_.missing)
        return len(round_.made)

    def _without_unused(self) -> None:
        """Remove the imports that repairs left without use."""
        for path, new in self.mirror.changed().items():
            if path.suffix != ".py":
                continue
            was = self.mirror.were[path]
            try:
                before, encoding = decoded(was)
                after, _ = decoded(new)
                found = without_unused(before, after).encode(encoding)
            except (SyntaxError, UnicodeError):
                continue
            if found != new:
                self.mirror.there(path).write_bytes(found)


def _in_order(findings: Sequence[Finding]) -> Iterator[list[Finding]]:
    """Give the findings in the order in which their repairs are tried.

    What configuration says decides what else is wrong, so it comes first; and what a
    safe repair ends may be what an unsafe one is about, too.
    """
    for is_safe in (True, False):
        some = [
            one
            for one in findings
            if one.repair is not None and one.repair.is_safe is is_safe
        ]
        yield [one for one in some if one.code.startswith(CONFIGURATION)]
        yield [one for one in some if not one.code.startswith(CONFIGURATION)]


def _counts(report: Report) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for one in report.findings:
        key = one.file, one.code
        found[key] = found.get(key, 0) + 1
    return found
