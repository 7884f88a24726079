"""Explicit choices that cannot work, each with the path that proves it."""

from __future__ import annotations

from dataclasses import dataclass

from loopwise.model.plan import Plan
from loopwise.model.scope import ScopeInstance
from loopwise.model.suite import instance_of
from loopwise.plan.steps import way_to


@dataclass(slots=True)
class Conflict:
    """Tests whose explicit loop scope parts them from what they use."""

    member: int
    at: ScopeInstance
    groups: list[int]


def conflicts(plan: Plan) -> list[Conflict]:
    """Find the marked tests that use a fixture on another loop, one per fixture.

    For each group it is the member nearest to the test on the widest loop.
    """
    found: dict[tuple[int, ScopeInstance], Conflict] = {}
    for number, placement in enumerate(plan.placements):
        if not placement.apart:
            continue
        test = plan.suite.tests[plan.groups[number][0]]
        parted: dict[ScopeInstance, list[int]] = {}
        for member, at in placement.apart.items():
            if at is not None and instance_of(plan.suite, member, test) is not None:
                parted.setdefault(at, []).append(member)
            elif at is not None and plan.suite.members[member].loop_scope is not None:
                parted.setdefault(at, []).append(member)
        for at, members in parted.items():
            nearest = min(members, key=lambda m: (len(way_to(test, m)), m))
            known = found.setdefault((nearest, at), Conflict(nearest, at, []))
            known.groups.append(number)
    return list(found.values())
