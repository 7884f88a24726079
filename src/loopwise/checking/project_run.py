"""One project: a run that is known is replayed, any other is made and kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from loopwise.checking.cache import Cache
from loopwise.checking.chosen import Chosen, chosen_for
from loopwise.checking.key import key_of
from loopwise.checking.listing import Listed, around, list_each, list_tree
from loopwise.checking.options import Options, Progress
from loopwise.checking.remembered import ProjectResult, known_run, run_entry
from loopwise.rules.rule import Rule
from loopwise.static.tree import Tree, find_files

Rules = Callable[[], Sequence[type[Rule]]]
"""Gives the rules there are; loading them takes longer than replaying a run."""


class ProjectRun:
    """One run over one project."""

    def __init__(
        self,
        root: Path,
        paths: Sequence[Path],
        options: Options,
        rules: Rules,
        progress: Progress,
    ) -> None:
        self.root, self.options, self.rules = root, options, rules
        self.progress = progress
        self.args = [str(one) for one in paths]
        self.chosen: Chosen = chosen_for(root, options)
        self.cache = Cache(None if options.extra else self.chosen.cache)
        self.tree = self._tree()
        self.files = [
            *list_each(self.tree.python),
            *(Listed(one, 0, len(has)) for one, has in options.extra.items()),
        ]

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
            return self._fresh({})
        listed = {**around(self.root), **list_tree(self.root)}
        asked = key_of(self.options, self.chosen, self.args, self.root)
        facts = [one.facts for one in listed.values()]
        given = [one.facts for one in self.files]
        key = key_of(asked, facts, given, self.tree.problems)
        name = f"run-{asked[:16]}"
        found = known_run(self.cache.get(name, key))
        if found is None:
            found = self._fresh(listed)
            self.cache.put(name, key, run_entry(found))
        return found

    def _fresh(self, listed: dict[str, Listed]) -> ProjectResult:
        # Only now: what it imports takes longer than replaying a run.
        from loopwise.checking.fresh_run import FreshRun  # noqa: PLC0415  # see above

        return FreshRun(self, listed).result()
