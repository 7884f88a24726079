"""Diagnostics of a plan: the explicit choices that cannot work, in full."""

from __future__ import annotations

from loopwise.model.diagnostic import Diagnostic
from loopwise.model.plan import Plan
from loopwise.model.settings import Settings
from loopwise.plan.conflicts import Conflict, conflicts
from loopwise.plan.steps import member_step, test_step, way_to
from loopwise.plan.suggest import Fixer

WHY = "an async object belongs to the loop that it was made on."


def diagnose(plan: Plan, settings: Settings | None = None) -> list[Diagnostic]:
    """Say of each conflict of a plan what it is and what to do about it."""
    found = conflicts(plan)
    if not found:
        return []
    fixer = Fixer(plan, settings or Settings())
    return [_diagnostic(plan, one, fixer) for one in found]


def _diagnostic(plan: Plan, conflict: Conflict, fixer: Fixer) -> Diagnostic:
    users = [
        (plan.suite.tests[test], member, plan.placements[group].scope)
        for group, member in conflict.nearest.items()
        for test in plan.groups[group]
    ]
    first, member, scope = min(users, key=lambda user: (user[0].place, user[0].id))
    loop = str(conflict.at.scope)
    members = [plan.suite.members[index] for index in way_to(first, member)]
    path = [member_step(one, loop) for one in reversed(members)]
    path.append(test_step(first, str(scope)))
    return Diagnostic(
        code="LW101",
        what=f"fixture `{plan.suite.members[member].name}` lives on another event "
        "loop than the test that awaits it",
        path=tuple(path),
        why=WHY,
        fixes=fixer.suggest(member, list(conflict.nearest)),
        others=len(users) - 1,
    )
