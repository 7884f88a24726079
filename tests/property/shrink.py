"""Makes a failing suite smaller: ``python -m tests.property.shrink SEED``.

Takes away one thing after another, as long as the same truths stay broken.
"""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Iterator
from typing import TypeVar

from tests.property.application import Application, Thing
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
    if project.application.things and not any(one.reach for one in project.everybody):
        yield dataclasses.replace(project, application=Application())
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
    yield from _less_application(project)
    for number, fixture in enumerate(project.fixtures):
        for one in _plainer(fixture, span=None, autouse=False, params=()):
            changed = (*project.fixtures[:number], one, *project.fixtures[number + 1 :])
            yield dataclasses.replace(project, fixtures=changed)
    for number, test in enumerate(project.tests):
        for simple in _plainer(test, marks=Marks(), repeat=0, indirect=None):
            tests = (*project.tests[:number], simple, *project.tests[number + 1 :])
            yield dataclasses.replace(project, tests=tests)


def _less_application(project: Project) -> Iterator[Project]:
    """Take away what nobody reaches, and lead everybody straight to the rest."""
    things = project.application.things
    reached = {one.to for one in things}
    reached |= {user.reach.thing for user in project.everybody if user.reach}
    changes: list[tuple[Thing, ...]] = []
    for one in things:
        rest = tuple(other for other in things if other is not one)
        if one.number not in reached:
            changes.append(rest)
        ways = ("global", "function")
        if one.kept not in {*ways, "factory"}:
            plain = dataclasses.replace(one, kept=ways[one.to >= 0])
            changes.append(_sorted(plain, *rest))
        if one.to >= 0:
            further = project.application.thing(one.to).to
            if further >= 0:
                changes.append(_sorted(dataclasses.replace(one, to=further), *rest))
    for changed in changes:
        application = dataclasses.replace(project.application, things=changed)
        yield dataclasses.replace(project, application=application)


_PLAIN: dict[str, object] = {"fault": None, "extra": None, "asks": (), "reach": None}


def _sorted(*things: Thing) -> tuple[Thing, ...]:
    return tuple(sorted(things, key=lambda one: one.number))


def _plainer(one: T, **plain: object) -> Iterator[T]:
    """Give a fixture or test with one thing less each."""
    for name, value in {**_PLAIN, **plain}.items():
        if getattr(one, name) != value:
            yield dataclasses.replace(one, **{name: value})  # type: ignore[arg-type]  # by name
    for used in one.uses:
        left = tuple(name for name in one.uses if name != used)
        yield dataclasses.replace(one, uses=left)
    if one.reach is not None and one.reach.through:
        direct = dataclasses.replace(one.reach, through="")
        yield dataclasses.replace(one, reach=direct)


if __name__ == "__main__":
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.dont_write_bytecode = True
    smallest, wrong = shrink(generate(int(sys.argv[1])))
    texts = [*map(str, wrong), show(smallest)]
    sys.stdout.write("\n".join(texts) + "\n")
