"""Groups: tests that the planner cannot tell apart, so looks at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from loopwise.model.suite import Suite, Test, Uses
from loopwise.plan.members import Cluster, clusters, members_on_loops


@dataclass(slots=True)
class Group:
    """Tests with one branch, the same uses, parameters and marks."""

    first: Test
    """The one with the smallest id: which it is must not depend on their order."""
    clusters: tuple[Cluster, ...]
    tests: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Grouping:
    """All groups of a suite."""

    groups: list[Group]
    group_of: list[int]
    on_loops: frozenset[int]


def group(suite: Suite) -> Grouping:
    """Sort the tests of a suite into groups, in the order of their first tests."""
    uses: dict[int, Uses] = {id(test.uses): test.uses for test in suite.tests}
    on_loops = members_on_loops(suite, uses.values())
    parts = {key: clusters(one, on_loops) for key, one in uses.items()}
    # Who chose a loop scope by hand may have arranged for the resources: they only
    # are what somebody seems to reach, and must not part a test from its fixtures.
    fixtures = members_on_loops(suite, uses.values(), resources=False)
    chosen = (
        parts
        if fixtures == on_loops
        else {key: clusters(one, fixtures) for key, one in uses.items()}
    )
    known: dict[object, int] = {}
    groups: list[Group] = []
    group_of: list[int] = []
    for index, test in enumerate(suite.tests):
        used = id(test.uses)
        key = (used, id(test.branch), test.params, test.loop_scope, test.is_async)
        number = known.get(key)
        if number is None:
            number = known[key] = len(groups)
            found = parts if test.loop_scope is None else chosen
            groups.append(Group(test, found[used]))
        elif test.id < groups[number].first.id:
            groups[number].first = test
        groups[number].tests.append(index)
        group_of.append(number)
    return Grouping(groups, group_of, on_loops)
