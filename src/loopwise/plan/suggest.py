"""Fixes, each re-planned and found valid before it is offered."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from loopwise.model.diagnostic import Fix
from loopwise.model.plan import Plan
from loopwise.model.scope import Scope, ScopeInstance
from loopwise.model.settings import Settings
from loopwise.model.suite import FixtureDefinition, Member, Suite, Test
from loopwise.plan.assign import assign
from loopwise.plan.conflicts import conflicts

MOST = 2
MOST_WHOLE_PLANS = 40
"""So many fixes are tried on the whole suite; further ones on their part of it only."""


class Fixer:
    """Offers fixes for one plan."""

    def __init__(self, plan: Plan, settings: Settings) -> None:
        self._plan, self._settings = plan, settings
        self._groups_on: dict[ScopeInstance | None, list[int]] = {}
        self._widest_user: dict[int, Scope] | None = None
        self._before = len(conflicts(plan))
        self._whole_plans = 0
        for number, placement in enumerate(plan.placements):
            self._groups_on.setdefault(placement.loop, []).append(number)

    def suggest(self, member: int, groups: Sequence[int]) -> tuple[Fix, ...]:
        """Offer ways to bring the tests of ``groups`` onto one loop with ``member``.

        The best first. Each was planned again, and nothing contradicts any more.
        """
        suite = self._part(groups)
        tests = [test for group in groups for test in self._plan.groups[group]]
        chosen = {self._plan.suite.tests[test].id for test in tests}
        found: list[Fix] = []
        for text, changed in _candidates(suite, member, chosen):
            if len(found) == MOST:
                break
            if (
                self._may_be(changed.members[member].scope, member)
                and not conflicts(assign(changed, self._settings))
                and self._helps(text, member, chosen)
            ):
                found.append(Fix(text))
        return tuple(found)

    def _helps(self, text: str, member: int, chosen: set[str]) -> bool:
        """Whether fewer conflicts are left in the whole suite.

        What a fixture no longer holds together may fall apart somewhere else.
        """
        self._whole_plans += 1
        if self._whole_plans > MOST_WHOLE_PLANS:
            return True
        changed = dict(_candidates(self._plan.suite, member, chosen)).get(text)
        if changed is None:
            return True
        return len(conflicts(assign(changed, self._settings))) < self._before

    def _may_be(self, scope: Scope, member: int) -> bool:
        """Check that no wider fixture of the suite uses a member: pytest refuses that.

        A fixture is one for the whole suite, whoever else uses it.
        """
        if self._widest_user is None:
            suite = self._plan.suite
            self._widest_user = {}
            for user, others in suite.holds():
                for used in others:
                    known = self._widest_user.get(used, Scope.FUNCTION)
                    self._widest_user[used] = max(known, suite.members[user].scope)
        return scope >= self._widest_user.get(member, Scope.FUNCTION)

    def _part(self, groups: Sequence[int]) -> Suite:
        """Give what has to do with ``groups``: small, however large the suite is."""
        plan, kept = self._plan, set(groups)
        for group in groups:
            placement = plan.placements[group]
            for loop in {placement.loop, *placement.apart.values()} - {None}:
                kept.update(
                    other
                    for other in self._groups_on.get(loop, ())
                    if not plan.placements[other].apart
                )
        tests = sorted(test for group in kept for test in plan.groups[group])
        return dataclasses.replace(
            plan.suite, tests=[plan.suite.tests[test] for test in tests]
        )


def _candidates(
    suite: Suite, member: int, chosen: set[str]
) -> Iterable[tuple[str, Suite]]:
    yield _without_marks(suite, chosen)
    fixture = suite.members[member]
    if isinstance(fixture, FixtureDefinition) and fixture.scope > Scope.FUNCTION:
        narrow = dataclasses.replace(fixture, scope=Scope.FUNCTION, loop_scope=None)
        text = 'keep the fixture per test: scope="function"'
        if fixture.loop_scope is not None:
            text += f', without loop_scope="{fixture.loop_scope}"'
        yield text, _with_member(suite, member, narrow)


def _without_marks(suite: Suite, chosen: set[str]) -> tuple[str, Suite]:
    marked = [test for test in suite.tests if test.id in chosen]
    first = min(marked, key=lambda test: (test.place, test.id))
    who = first.id.rpartition("::")[2]
    if len(marked) > 1:
        who += f" and {len(marked) - 1} more"
    scopes = {test.loop_scope for test in marked}
    what = "loop_scope" if len(scopes) > 1 else f'loop_scope="{first.loop_scope}"'
    return f"drop {what} from {who}", _with_tests(suite, chosen, None)


def _with_tests(suite: Suite, chosen: set[str], loop_scope: Scope | None) -> Suite:
    changed: list[Test] = [
        dataclasses.replace(test, loop_scope=loop_scope) if test.id in chosen else test
        for test in suite.tests
    ]
    return dataclasses.replace(suite, tests=changed)


def _with_member(suite: Suite, index: int, member: Member) -> Suite:
    members = [*suite.members]
    members[index] = member
    params = [
        dataclasses.replace(
            test, params=tuple(p for p in test.params if p.member != index)
        )
        for test in suite.tests
    ]
    return dataclasses.replace(suite, members=members, tests=params)
