"""A run of which something has changed: only that is checked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loopwise.checking.file_result import FileResult
from loopwise.checking.key import key_of
from loopwise.checking.listing import Listed
from loopwise.checking.many_files import Whole, check_all
from loopwise.checking.one_file import FileCheck
from loopwise.checking.project_rules import ProjectCheck
from loopwise.checking.remembered import ProjectResult, file_entry, known_file
from loopwise.checking.selecting import UnknownRule
from loopwise.checking.unreadable import unreadable
from loopwise.model.finding import Finding
from loopwise.model.place import shorten
from loopwise.rules.rule import ProjectRule, Rule, SourceRule
from loopwise.static.lookup import Lookup, roots_of
from loopwise.static.project import read_project

if TYPE_CHECKING:
    from loopwise.checking.project_run import ProjectRun


class FreshRun:
    """The part of a run that is not replayed as a whole."""

    def __init__(self, run: ProjectRun, listed: Mapping[str, Listed]) -> None:
        there = run.rules()
        self.run, self.listed, self.chosen = run, listed, run.chosen
        self._check_selection(there)
        self.rules = self.chosen.selection.rules(there)
        options = run.options
        self.project = read_project(options.directory, run.args, self.chosen.runner)
        self.after: dict[str, Any] = {}
        """What was found in each file, for the next run."""

    def _check_selection(self, there: Sequence[type[Rule]]) -> None:
        try:
            self.chosen.selection.check(there)
        except UnknownRule as error:
            file = self.chosen.settings
            if file is None:
                raise
            raise UnknownRule(f"{error} (asked for here, or in {file})") from None

    def result(self) -> ProjectResult:
        """Check, with the help of what is known of files that have not changed."""
        cache = self.run.cache
        if cache.directory is None:
            return self._checked({})
        # Of sources only the names: what was found in a file says what it depends on.
        names = list(self.listed)
        settings = [x.facts for x in self.listed.values() if x.path[-3:] != ".py"]
        rules = [f"{one.code} {one.name}" for one in self.rules]
        key = key_of(self.project, rules, self.chosen, names, settings)
        entry = f"files-{key_of(self.project.rootdir)[:16]}"
        before = dict(cache.get(entry, key) or {})
        result = self._checked(before)
        cache.put(entry, key, {**before, **self.after})
        depends = (one for kept in self.after.values() for one in kept["depends"])
        result.depends = list({one[0]: one for one in depends}.values())
        return result

    def _checked(self, before: Mapping[str, Any]) -> ProjectResult:
        """Check the files that have changed, and the project as a whole."""
        run = self.run
        results: dict[str, FileResult] = {}
        fresh: dict[str, Listed] = {}
        for one in run.files:
            known = known_file(one, before.get(one.path))
            if known is None:
                fresh[one.path] = one
            else:
                results[one.path] = known
                self.after[one.path] = before[one.path]
        whole: list[Finding] = []
        for found in check_all(
            self._file_check(),
            list(fresh.values()),
            self._project_check(),
            run.options.jobs,
        ):
            if isinstance(found, Whole):
                whole = found.findings
                continue
            results[found.path] = found
            if run.cache.directory is not None:
                self.after[found.path] = file_entry(fresh[found.path], found)
            run.progress(len(results), len(run.files))
        return self._summed([results[one.path] for one in run.files], whole)

    def _file_check(self) -> FileCheck:
        paths = [Path(one.path) for one in self.run.files]
        return FileCheck(
            self.project,
            [one() for one in self.rules if issubclass(one, SourceRule)],
            self.chosen.selection,
            Lookup(roots_of(self.project, paths), rootdir=self.project.rootdir),
            self.run.options.extra,
        )

    def _project_check(self) -> ProjectCheck:
        return ProjectCheck(
            self.project,
            [one() for one in self.rules if issubclass(one, ProjectRule)],
            self.chosen.selection,
            {one.path for one in self.run.files},
            self.run.options.extra,
        )

    def _summed(
        self, results: Sequence[FileResult], whole: list[Finding]
    ) -> ProjectResult:
        found = [finding for one in results for finding in one.findings]
        found += [*self._problems(), *whole]
        return ProjectResult(
            self.project.rootdir,
            found,
            [one.path for one in results],
            sum(one.lines for one in results),
            sum(one.is_test for one in results),
        )

    def _problems(self) -> list[Finding]:
        root = str(self.project.rootdir)
        return [
            unreadable(one.file, shorten(one.file, root), one.text, one.place.line)
            for one in (*self.run.tree.problems, *self.project.problems)
        ]
