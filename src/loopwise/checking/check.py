"""A run of the checker: paths in, a report out."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from loopwise.checking.doubles import without_doubles
from loopwise.checking.groups import groups_of
from loopwise.checking.options import Options, Progress
from loopwise.checking.project_run import ProjectRun
from loopwise.checking.remembered import ProjectResult
from loopwise.checking.showing import shown_from
from loopwise.model.finding import Finding
from loopwise.model.place import shorten
from loopwise.model.report import Report, RuleFacts
from loopwise.rules.rule import Rule


def check(
    paths: Iterable[Path],
    options: Options | None = None,
    rules: Sequence[type[Rule]] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Check paths, each group of them that belongs to one project for itself.

    Args:
        paths: Files and directories.
        options: What is asked for.
        rules: Those there are, if not all of Loopwise's.
        progress: Is told how far it is.

    Raises:
        NoSuchPath: a path does not exist.
        UnknownRule: a selected rule does not exist.
        BadSettings: the settings cannot be read.
    """
    options = options or Options()
    sums = _Sums(options.directory)
    groups = groups_of(paths, options.directory, options.extra)
    for root, group in groups.items():
        there = _all_rules if rules is None else lambda: rules
        run = ProjectRun(root, group, options, there, progress or _nothing)
        with _without_collector():
            sums.add(run.result())
    return sums.report()


@contextmanager
def _without_collector() -> Iterator[None]:
    """Leave garbage alone: trees have no circles, and to look through them is slow."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _all_rules() -> Sequence[type[Rule]]:
    from loopwise.rules.registry import all_rules  # noqa: PLC0415  # it loads them all

    return all_rules()


def _nothing(done: int, total: int) -> None:
    del done, total


@dataclass(slots=True)
class _Sums:
    directory: Path
    findings: list[Finding] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    roots: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lines: int = 0
    tests: int = 0
    replayed: list[bool] = field(default_factory=list)

    def add(self, result: ProjectResult) -> None:
        root = result.root
        self.findings += [
            shown_from(one, root, self.directory) for one in result.findings
        ]
        self.files += [shorten(one, str(self.directory)) for one in result.files]
        self.roots.append(root)
        self.lines += result.lines
        self.tests += result.tests
        self.replayed.append(result.is_replayed)

    def report(self) -> Report:
        # A file may be in two projects, and two rules may tell of one thing.
        findings = without_doubles(dict.fromkeys(self.findings))
        if not self.tests:
            self.notes.append(_NO_TESTS if self.files else _NO_FILES)
        return Report(
            tuple(sorted(findings, key=_order)),
            tuple(dict.fromkeys(self.files)),
            tuple(self.roots),
            self.lines,
            self.tests,
            tuple(dict.fromkeys(self.notes)),
            all(self.replayed),
        )


_NO_FILES = "no Python files were found"
_NO_TESTS = (
    "no tests were found: none of the files is one that pytest collects, "
    "by `python_files`"
)


def facts_of(rules: Iterable[type[Rule]]) -> dict[str, RuleFacts]:
    """Give what formats tell of each code; the first rule of a code speaks for it."""
    found: dict[str, RuleFacts] = {}
    for one in rules:
        if one.code not in found:
            facts = (one.code, one.name, one.summary, one.page(), one.level)
            found[one.code] = RuleFacts(*facts)
    return found


def _order(finding: Finding) -> tuple[str, int, int, str, str]:
    place = finding.place
    what = finding.diagnostic.what
    return place.file, place.line, place.column, finding.code, what
