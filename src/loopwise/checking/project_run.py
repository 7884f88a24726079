"""One project: what has changed since the last run is checked, the rest is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from loopwise.checking.cache import Cache
from loopwise.checking.chosen import chosen_for
from loopwise.checking.key import key_of
from loopwise.checking.listing import Listed, list_each, list_tree
from loopwise.checking.many_files import check_files
from loopwise.checking.one_file import FileCheck, FileResult, unreadable
from loopwise.checking.options import Options, Progress
from loopwise.checking.project_rules import check_project_rules
from loopwise.checking.remembered import (
    ProjectResult,
    file_entry,
    known_file,
    known_run,
    run_entry,
)
from loopwise.model.finding import Finding
from loopwise.model.place import shorten
from loopwise.rules.rule import ProjectRule, Rule, SourceRule
from loopwise.static.configuration import Project
from loopwise.static.lookup import Lookup, roots_of
from loopwise.static.project import read_project
from loopwise.static.tree import Tree, find_files


class ProjectRun:
    """One run over one project."""

    def __init__(
        self,
        paths: Sequence[Path],
        options: Options,
        rules: Iterable[type[Rule]],
        progress: Progress,
    ) -> None:
        self.options, self.progress = options, progress
        there = tuple(rules)
        self.args = [str(one) for one in paths]
        self.project = self._project(options.runner)
        self.root = self.project.rootdir
        self.chosen = chosen_for(self.root, options)
        if self.chosen.runner != options.runner:
            self.project = self._project(self.chosen.runner)
        self.chosen.selection.check(there)
        self.rules = self.chosen.selection.rules(there)
        self.cache = Cache(None if options.extra else self.chosen.cache)
        self.tree = self._tree()
        self.files = [
            *list_each(self.tree.python),
            *(Listed(one, 0, len(has)) for one, has in options.extra.items()),
        ]

    def _project(self, runner: str | None) -> Project:
        return read_project(self.options.directory, self.args, runner)

    def _tree(self) -> Tree:
        there = [one for one in self.args if one not in self.options.extra]
        if not there:
            return Tree()
        return find_files(
            there,
            self.options.directory,
            self.chosen.exclude,
            patterns_from=self.chosen.patterns_from,
        )

    def result(self) -> ProjectResult:
        """Give what was found, now or earlier."""
        if self.cache.directory is None:
            return self._checked({}, {})
        around = list_tree(self.root)
        rules = [f"{one.code} {one.name}" for one in self.rules]
        asked = key_of(self.options, self.chosen, self.args, rules)
        project = key_of(self.project, rules, self.chosen)
        facts = [one.facts for one in around.values()]
        key = key_of(asked, project, facts, [one.facts for one in self.files])
        name = f"run-{asked[:16]}"
        found = known_run(self.cache.get(name, key))
        if found is not None:
            return found
        # Of sources only the names: the results of each file say what they depend on.
        settings = [one.facts for one in around.values() if one.path[-3:] != ".py"]
        files_key = key_of(project, list(around), settings)
        entry = f"files-{key_of(self.root)[:16]}"
        before = dict(self.cache.get(entry, files_key) or {})
        after: dict[str, Any] = {}
        result = self._checked(before, after)
        self.cache.put(entry, files_key, {**before, **after})
        depends = {one[0]: one for kept in after.values() for one in kept["depends"]}
        self.cache.put(name, key, run_entry(result, list(depends.values())))
        return result

    def _checked(
        self, before: Mapping[str, Any], after: dict[str, Any]
    ) -> ProjectResult:
        """Check the files that have changed, and the project as a whole."""
        results: dict[str, FileResult] = {}
        fresh: dict[str, Listed] = {}
        for one in self.files:
            known = known_file(one, before.get(one.path))
            if known is None:
                fresh[one.path] = one
            else:
                results[one.path] = known
                after[one.path] = before[one.path]
        check = self._file_check()
        for found in check_files(check, list(fresh.values()), self.options.jobs):
            results[found.path] = found
            if self.cache.directory is not None:
                after[found.path] = file_entry(fresh[found.path], found)
            self.progress(len(results), len(self.files))
        return self._summed([results[one.path] for one in self.files])

    def _file_check(self) -> FileCheck:
        paths = [Path(one.path) for one in self.files]
        return FileCheck(
            self.project,
            [one() for one in self.rules if issubclass(one, SourceRule)],
            self.chosen.selection,
            Lookup(roots_of(self.project, paths), rootdir=self.root),
            self.options.extra,
        )

    def _summed(self, results: Sequence[FileResult]) -> ProjectResult:
        found = [finding for one in results for finding in one.findings]
        found += self._problems()
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
        )

    def _problems(self) -> list[Finding]:
        problems = [*self.tree.problems, *self.project.problems]
        return [
            unreadable(
                one.file, shorten(one.file, str(self.root)), one.text, one.place.line
            )
            for one in problems
        ]
