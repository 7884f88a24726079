"""Diagnostics of a plan: the explicit choices that cannot work, in full."""

from __future__ import annotations

from loopwise.model.diagnostic import Diagnostic
from loopwise.model.plan import Plan
from loopwise.model.settings import Settings
from loopwise.plan.conflicts import Conflict, conflicts
from loopwise.plan.steps import member_step, test_step, way_to
from loopwise.plan.suggest import suggest

WHY = "an async object belongs to the loop that it was made on."


def diagnose(plan: Plan, settings: Settings | None = None) -> list[Diagnostic]:
    """Say of each conflict of a plan what it is and what to do about it."""
    settings = settings or Settings()
    return [_diagnostic(plan, one, settings) for one in conflicts(plan)]


def _diagnostic(plan: Plan, conflict: Conflict, settings: Settings) -> Diagnostic:
    tests = [test for group in conflict.groups for test in plan.groups[group]]
    found = [plan.suite.tests[test] for test in tests]
    first = min(found, key=lambda test: (test.place, test.id))
    loop = str(conflict.at.scope)
    members = [plan.suite.members[index] for index in way_to(first, conflict.member)]
    path = [member_step(member, loop) for member in reversed(members)]
    path.append(test_step(first, str(first.loop_scope)))
    name = plan.suite.members[conflict.member].name
    return Diagnostic(
        code="LW101",
        what=f"fixture `{name}` lives on another event loop than the test "
        "that awaits it",
        path=tuple(path),
        why=WHY,
        fixes=suggest(plan, conflict.member, tests, settings),
        others=len(tests) - 1,
    )
