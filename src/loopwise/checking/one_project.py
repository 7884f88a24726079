"""A directory as one project, and what rules find in it."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from loopwise.checking.one_file import is_test, package_of
from loopwise.model.finding import Finding
from loopwise.model.runner import Runner
from loopwise.rules.checked import Checked
from loopwise.rules.rule import ProjectRule, Rule, SourceRule
from loopwise.rules.view import View
from loopwise.rules.walk import check_source
from loopwise.static.configuration import Project
from loopwise.static.lookup import Lookup, roots_of
from loopwise.static.project import read_project
from loopwise.static.source_file import Unreadable, read_source


def check_project(
    directory: Path,
    rules: Iterable[type[Rule]],
    args: Sequence[str] = (),
    runner: Runner | None = None,
) -> list[Finding]:
    """Give what rules find in a directory, by file and line.

    Args:
        directory: Where pytest is started.
        rules: Which ones.
        args: The arguments of pytest.
        runner: What runs the async tests, if not what the project says.
    """
    project = read_project(directory, args)
    if runner is not None:
        project = dataclasses.replace(project, runner=runner)
    made = [one() for one in rules]
    found: list[Finding] = []
    sources = [one for one in made if isinstance(one, SourceRule)]
    if sources:
        files = list(python_files(directory))
        tests = [path for path in files if is_test(str(path), project)]
        lookup = Lookup(roots_of(project, tests), rootdir=project.rootdir)
        for path in files:
            found += check_file(path, project, sources, lookup)
    checked = Checked(project)
    for rule in made:
        if isinstance(rule, ProjectRule):
            found += rule.check(checked)
    return sorted(found, key=lambda one: (one.place, one.code))


def check_file(
    path: Path,
    project: Project,
    rules: Iterable[SourceRule],
    lookup: Lookup | None = None,
) -> list[Finding]:
    """Give what rules find in one file; nothing in one that cannot be read."""
    shown = os.path.relpath(path, project.rootdir).replace(os.sep, "/")
    try:
        file = read_source(path, shown)
    except Unreadable:
        return []
    view = View(
        file,
        project,
        package=package_of(str(path.parent)),
        is_test=is_test(str(path), project),
        lookup=lookup,
    )
    return check_source(view, rules)


def python_files(directory: Path) -> Iterator[Path]:
    """Give the Python files below a directory, in order; hidden ones are left out."""
    for root, names, files in os.walk(directory):
        names[:] = sorted(one for one in names if not one.startswith("."))
        for one in sorted(files):
            if one.endswith(".py"):
                yield Path(root, one)
