"""Explicit choices that cannot work, each with the path that proves it."""

from __future__ import annotations

from dataclasses import dataclass

from loopwise.model.plan import Plan
from loopwise.model.scope import ScopeInstance
from loopwise.model.suite import instance_of
from loopwise.plan.steps import way_to


@dataclass(frozen=True, slots=True)
class Conflict:
    """Tests whose explicit loop scope parts them from a component that they use."""

    at: ScopeInstance
    """Whose loop the component is on."""
    nearest: dict[int, int]
    """For each group of these tests the member of the component nearest to them."""


def conflicts(plan: Plan) -> list[Conflict]:
    """Find the components that marked tests use from another loop."""
    found: dict[object, Conflict] = {}
    for number, placement in enumerate(plan.placements):
        test = plan.suite.tests[plan.groups[number][0]]
        parted: dict[object, list[int]] = {}
        covered: set[ScopeInstance | None] = {None}
        for member, at in placement.apart.items():
            instance = instance_of(plan.suite, member, test)
            if instance is not None:
                covered.add(at)
                parted.setdefault(plan.component[instance], []).append(member)
        for member, at in placement.apart.items():
            if at not in covered:  # only fixtures of the test's own are on that loop
                parted.setdefault((member, at), []).append(member)
        for component, members in parted.items():
            at = placement.apart[members[0]]
            if at is not None:
                known = found.setdefault(component, Conflict(at, {}))
                known.nearest[number] = min(
                    members, key=lambda one: (len(way_to(test, one)), one)
                )
    return list(found.values())
