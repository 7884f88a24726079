"""One project: what has changed since the last run is checked, the rest is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loopwise.checking.cache import Cache
from loopwise.checking.chosen import Chosen, chosen_for
from loopwise.checking.key import CONFIGURATION, facts_of, key_of, stat_of
from loopwise.checking.listing import Listed, Listing, list_files
from loopwise.checking.many_files import check_files
from loopwise.checking.one_file import FileCheck, FileResult
from loopwise.checking.options import Options, Progress
from loopwise.checking.project_rules import check_project_rules
from loopwise.checking.stored import restored, stored
from loopwise.model.finding import Finding
from loopwise.model.place import shorten
from loopwise.rules.rule import ProjectRule, Rule, SourceRule
from loopwise.rules.view import Lookup
from loopwise.static.configuration import Project
from loopwise.static.project import read_project

PYTHON = (".py",)
_BROKEN = (ValueError, TypeError, KeyError, AttributeError, IndexError)
"""What reading an entry of the cache may raise that something else wrote."""


@dataclass(slots=True)
class ProjectResult:
    """What one project gave; paths in findings are relative to its rootdir."""

    findings: list[Finding] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    lines: int = 0
    tests: int = 0
    notes: list[str] = field(default_factory=list)
    is_replayed: bool = False


class ProjectRun:
    """One run over one project."""

    def __init__(
        self,
        paths: Sequence[Path],
        options: Options,
        rules: Iterable[type[Rule]],
        progress: Progress,
    ) -> None:
        self.paths, self.options, self.progress = paths, options, progress
        there = tuple(rules)
        args = [str(one) for one in paths]
        project = read_project(options.directory, args, options.runner)
        self.chosen: Chosen = chosen_for(project.rootdir, options)
        if self.chosen.runner and not options.runner:
            project = read_project(options.directory, args, self.chosen.runner)
        self.project: Project = project
        self.chosen.selection.check(there)
        self.rules = self.chosen.selection.rules(there)
        self.cache = Cache(None if options.extra else self.chosen.cache)
        self.listing: Listing = list_files(
            paths, project.rootdir, PYTHON, self.chosen.exclude
        )
        self.files = [
            *self.listing.files.values(),
            *(
                Listed(one, 0, len(content))
                for one, content in options.extra.items()
                if one not in self.listing.files
            ),
        ]

    def result(self) -> ProjectResult:
        """Give what was found, now or earlier."""
        if self.cache.directory is None:
            return self._checked({}, {})
        around = list_files([self.project.rootdir], self.project.rootdir, CONFIGURATION)
        asked = (self.options, self.paths, [f"{r.code} {r.name}" for r in self.rules])
        name = f"run-{key_of(asked)[:16]}"
        tree = (self.project, facts_of(around.files.values()))
        key = key_of(asked, tree, facts_of(self.files))
        found = self._replayed(self.cache.get(name, key))
        if found is not None:
            return found
        sources = {one.path: one for one in around.files.values()}
        names = sorted(path for path in sources if path.endswith(PYTHON))
        settings = [
            one for one in facts_of(sources.values()) if not one[0].endswith(PYTHON)
        ]
        files_key = key_of(self.options, self.project, self.rules, names, settings)
        return self._kept(name, key, files_key)

    def _kept(self, name: str, key: str, files_key: str) -> ProjectResult:
        """Check what has changed, and keep everything for the next time."""
        entry = f"files-{key_of(self.options, self.project.rootdir)[:16]}"
        before = dict(self.cache.get(entry, files_key) or {})
        after: dict[str, Any] = {}
        result = self._checked(before, after)
        self.cache.put(entry, files_key, {**before, **after})
        depends = sorted({tuple(d) for one in after.values() for d in one["depends"]})
        value = {
            "findings": [stored(one) for one in result.findings],
            "files": result.files,
            "lines": result.lines,
            "tests": result.tests,
            "notes": result.notes,
            "depends": depends,
        }
        self.cache.put(name, key, value)
        return result

    def _replayed(self, kept: Mapping[str, Any] | None) -> ProjectResult | None:
        if kept is None:
            return None
        try:
            if _is_changed(kept["depends"]):
                return None
            return ProjectResult(
                [restored(one) for one in kept["findings"]],
                [str(one) for one in kept["files"]],
                int(kept["lines"]),
                int(kept["tests"]),
                [str(one) for one in kept["notes"]],
                is_replayed=True,
            )
        except _BROKEN:
            return None

    def _checked(
        self, before: Mapping[str, Any], after: dict[str, Any]
    ) -> ProjectResult:
        lookup = Lookup()
        check = FileCheck(
            self.project,
            [one() for one in self.rules if issubclass(one, SourceRule)],
            self.chosen.selection,
            lookup,
            self.options.extra,
        )
        results: dict[str, FileResult] = {}
        fresh: list[Listed] = []
        for one in self.files:
            known = _known(one, before.get(one.path))
            if known is None:
                fresh.append(one)
            else:
                results[one.path] = known
                after[one.path] = before[one.path]
        total = len(self.files)
        by_path = {one.path: one for one in fresh}
        for found in check_files(check, fresh, self.options.jobs):
            results[found.path] = found
            if self.cache.directory is not None:
                after[found.path] = _entry(by_path[found.path], found)
            self.progress(len(results), total)
        ordered = [results[one.path] for one in self.files]
        return self._summed(ordered)

    def _summed(self, results: Sequence[FileResult]) -> ProjectResult:
        found = [finding for one in results for finding in one.findings]
        found += check_project_rules(
            self.project,
            [one() for one in self.rules if issubclass(one, ProjectRule)],
            self.chosen.selection,
            self.options,
            {one.path for one in results},
        )
        return ProjectResult(
            found,
            [one.path for one in results],
            sum(one.lines for one in results),
            sum(one.is_test for one in results),
            self._notes(),
        )

    def _notes(self) -> list[str]:
        root = str(self.options.directory)
        return [
            *(
                f"{shorten(one, root)} leads back to a directory that it is in: "
                "it was not followed"
                for one in self.listing.loops
            ),
            *(f"{shorten(one, root)} cannot be read" for one in self.listing.missing),
        ]


def _entry(listed: Listed, found: FileResult) -> dict[str, Any]:
    return {
        "facts": [listed.modified, listed.size],
        "findings": [stored(one) for one in found.findings],
        "lines": found.lines,
        "is_test": found.is_test,
        "depends": [stat_of(one) for one in found.depends],
    }


def _known(listed: Listed, kept: Mapping[str, Any] | None) -> FileResult | None:
    """Give what an earlier run found in a file, if nothing has changed."""
    if kept is None or listed.modified < 0:
        return None
    try:
        if kept["facts"] != [listed.modified, listed.size]:
            return None
        if _is_changed(kept["depends"]):
            return None
        return FileResult(
            listed.path,
            tuple(restored(one) for one in kept["findings"]),
            int(kept["lines"]),
            bool(kept["is_test"]),
            tuple(str(one[0]) for one in kept["depends"]),
        )
    except _BROKEN:
        return None


def _is_changed(depends: Iterable[Sequence[Any]]) -> bool:
    return any(list(stat_of(str(one[0]))) != list(one) for one in depends)
