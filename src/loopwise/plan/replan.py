"""A changed suite, planned again: does the change do what it is offered for?"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection

from loopwise.model.plan import Plan
from loopwise.model.scope import Scope
from loopwise.model.settings import Settings
from loopwise.model.suite import FixtureDefinition, Suite, instance_of
from loopwise.plan.assign import assign
from loopwise.plan.conflicts import conflicts


def with_async_fixture(suite: Suite, number: int) -> Suite:
    """Give a suite in which a fixture is async."""
    members = [*suite.members]
    member = members[number]
    if isinstance(member, FixtureDefinition):
        members[number] = dataclasses.replace(member, is_async=True)
    return dataclasses.replace(suite, members=members)


def with_async_test(suite: Suite, number: int, member: int) -> Suite:
    """Give a suite in which a test is async, and uses a member."""
    tests = [*suite.tests]
    test = tests[number]
    uses = test.uses
    if member not in uses.of:
        direct = (*uses.direct, member)
        uses = dataclasses.replace(uses, direct=direct, of={**uses.of, member: ()})
    tests[number] = dataclasses.replace(test, is_async=True, uses=uses)
    return dataclasses.replace(suite, tests=tests)


def fits(before: Plan, changed: Suite, settings: Settings) -> Plan | None:
    """Plan a changed suite; ``None`` where it has conflicts that it had not before."""
    after = assign(changed, settings)
    return None if len(conflicts(after)) > len(conflicts(before)) else after


def share_loop(plan: Plan, number: int, member: int) -> bool:
    """Whether a test is on one loop with a member that it uses."""
    test = plan.suite.tests[number]
    if member not in test.uses.of:
        return False
    placement = plan.placement(number)
    if member in placement.apart:
        return placement.apart[member] == placement.loop
    instance = instance_of(plan.suite, member, test)
    return instance is None or plan.instances.get(instance) == placement.loop


def as_fixture(suite: Suite, number: int) -> Suite:
    """Give a suite in which a resource is made by an async session fixture."""
    members = [*suite.members]
    one = members[number]
    members[number] = FixtureDefinition(one.name, Scope.SESSION, one.place, True)
    return dataclasses.replace(suite, members=members)


def with_loop_scope(suite: Suite, numbers: Collection[int], scope: Scope) -> Suite:
    """Give a suite in which some tests are marked with a loop scope."""
    tests = [
        dataclasses.replace(test, loop_scope=scope) if number in numbers else test
        for number, test in enumerate(suite.tests)
    ]
    return dataclasses.replace(suite, tests=tests)
