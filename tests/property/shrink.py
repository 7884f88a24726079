"""Makes a failing suite smaller: ``python -m tests.property.shrink SEED``.

Takes away one thing after another, as long as the same truths stay broken.
"""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Iterator
from typing import TypeVar

from tests.property.generate import generate
from tests.property.many import show
from tests.property.project import Fixture, Marks, Project, Test
from tests.property.trial import Failure, Way, try_project, ways

T = TypeVar("T", Fixture, Test)


def shrink(project: Project) -> tuple[Project, list[Failure]]:
    """Give the smallest suite that was found, and what is wrong with it."""
    for way in ways(project.seed):
        failures = _try(project, way)
        if failures:
            return _shrink(project, way, failures)
    return project, []


def _shrink(
    project: Project, way: Way, failures: list[Failure]
) -> tuple[Project, list[Failure]]:
    wanted = {failure.rule for failure in failures}
    again = True
    while again:
        again = False
        for smaller in _smaller(project):
            found = _try(smaller, way)
            if wanted & {failure.rule for failure in found}:
                project, failures, again = smaller, found, True
                break
    return project, failures


def _try(project: Project, way: Way) -> list[Failure]:
    try:
        return try_project(project, [way])
    except (ValueError, LookupError):  # something that is used was taken away
        return []


def _smaller(project: Project) -> Iterator[Project]:
    for test in project.tests:
        rest = tuple(one for one in project.tests if one is not test)
        yield dataclasses.replace(project, tests=rest)
    for fixture in reversed(project.fixtures):
        kept = [one for one in project.fixtures if one is not fixture]
        # Their numbers are their positions.
        numbered = [dataclasses.replace(one, number=i) for i, one in enumerate(kept)]
        yield dataclasses.replace(project, fixtures=tuple(numbered))
    for owner in project.marks:
        marks = {key: project.marks[key] for key in project.marks if key != owner}
        yield dataclasses.replace(project, marks=marks)
    for key in project.ini:
        ini = {other: project.ini[other] for other in project.ini if other != key}
        yield dataclasses.replace(project, ini=ini)
    for number, fixture in enumerate(project.fixtures):
        for one in _plainer(fixture, span=None, autouse=False, params=()):
            changed = (*project.fixtures[:number], one, *project.fixtures[number + 1 :])
            yield dataclasses.replace(project, fixtures=changed)
    for number, test in enumerate(project.tests):
        for simple in _plainer(test, marks=Marks(), repeat=0, indirect=None):
            tests = (*project.tests[:number], simple, *project.tests[number + 1 :])
            yield dataclasses.replace(project, tests=tests)


def _plainer(one: T, **plain: object) -> Iterator[T]:
    """Give a fixture or test with one thing less each."""
    for name, value in {"fault": None, "extra": None, "asks": (), **plain}.items():
        if getattr(one, name) != value:
            yield dataclasses.replace(one, **{name: value})  # type: ignore[arg-type]  # by name
    for used in one.uses:
        left = tuple(name for name in one.uses if name != used)
        yield dataclasses.replace(one, uses=left)


if __name__ == "__main__":
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.dont_write_bytecode = True
    smallest, wrong = shrink(generate(int(sys.argv[1])))
    texts = [*map(str, wrong), show(smallest)]
    sys.stdout.write("\n".join(texts) + "\n")
