"""Whether a project's tests are planned alike after a change, by its source."""

from __future__ import annotations

import dataclasses

from loopwise.model.suite import FixtureDefinition, Suite, Uses
from loopwise.plan.as_written import EVENT_LOOP
from loopwise.plan.assign import assign
from loopwise.rules.checked import Checked
from loopwise.static.configuration import Project
from loopwise.static.suite.static_suite import StaticSuite


def without_settings(project: Project, keys: set[str]) -> Project:
    """Give a project as it is read without some settings."""
    configuration = project.configuration
    settings = {
        key: setting
        for key, setting in configuration.settings.items()
        if key not in keys
    }
    return dataclasses.replace(
        project, configuration=dataclasses.replace(configuration, settings=settings)
    )


def are_alike(one: Checked, other: Checked) -> bool:
    """Whether the same tests and fixtures are async, on the same loops."""
    before, after = one.suite, other.suite
    if before.errors or after.errors:
        return False  # what could not be read may be run otherwise
    if _what_runs(before) != _what_runs(after):
        return False
    was = assign(before.suite, before.settings)
    now = assign(after.suite, after.settings)
    return dict(was.instances) == dict(now.instances) and all(
        was.placement(number).loop == now.placement(number).loop
        and was.placement(number).apart == now.placement(number).apart
        for number in range(len(before.suite.tests))
    )


def are_alike_without_override(checked: Checked) -> bool:
    """Whether tests have the same loops without fixtures named ``event_loop``."""
    static = checked.suite
    removed = {
        number
        for number, one in enumerate(static.suite.members)
        if isinstance(one, FixtureDefinition)
        and one.name == EVENT_LOOP
        and not one.is_async
    }
    was = assign(static.suite, static.settings)
    now = assign(_without(static.suite, removed), static.settings)
    left = {
        instance: loop
        for instance, loop in was.instances.items()
        if instance.member not in removed
    }
    return left == dict(now.instances) and all(
        was.placement(number).loop == now.placement(number).loop
        for number in range(len(static.suite.tests))
    )


def _without(suite: Suite, removed: set[int]) -> Suite:
    known: dict[Uses, Uses] = {}

    def cut(uses: Uses) -> Uses:
        if uses not in known:
            known[uses] = Uses(
                tuple(one for one in uses.direct if one not in removed),
                {
                    holder: tuple(one for one in asked if one not in removed)
                    for holder, asked in uses.of.items()
                    if holder not in removed
                },
            )
        return known[uses]

    tests = [dataclasses.replace(one, uses=cut(one.uses)) for one in suite.tests]
    return dataclasses.replace(suite, tests=tests)


def _what_runs(static: StaticSuite) -> list[object]:
    return [
        *((one.id, one.is_async) for one in static.suite.tests),
        *(
            (one.name, one.place, getattr(one, "is_async", False))
            for one in static.suite.members
        ),
    ]
