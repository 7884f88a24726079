"""LW113: a loop scope that says what Loopwise does anyway."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from loopwise.model.diagnostic import Diagnostic
from loopwise.model.finding import Edit, Finding, Repair
from loopwise.model.plan import Plan
from loopwise.model.suite import FixtureDefinition, Suite
from loopwise.plan.as_written import EVENT_LOOP
from loopwise.plan.assign import assign
from loopwise.plan.steps import member_step
from loopwise.rules.checked import Checked
from loopwise.rules.rule import WARNING, Example, ProjectRule
from loopwise.rules.scopes.found_at import finding_at, step_at
from loopwise.rules.scopes.parting import without_loop_scope
from loopwise.static.suite.static_suite import StaticSuite

WHY = "planned again without it, every test and fixture has the same loop."


class SaidAnyway(ProjectRule):
    """A loop scope that says what Loopwise does anyway.

    **What it means.** The mark of a test, or the decorator of a fixture, names the loop
    scope that the plan gives it without. It is right today, and a wrong choice by hand
    as soon as a fixture of the test gets a wider scope.

    **What to do.** Drop it. The repair was planned again: no test and no fixture gets
    another loop.
    """

    code = "LW113"
    level = WARNING
    name = "loop-scope-said-anyway"
    summary = "A loop scope that says what Loopwise does anyway"
    bad = (
        Example(
            {
                "test_example.py": """
                    import loopwise
                    import pytest

                    @loopwise.fixture(scope="module", loop_scope="module")
                    async def number():
                        return 42

                    @pytest.mark.asyncio(loop_scope="module")
                    async def test_number(number):
                        assert number == 42
                """
            },
            runner="loopwise",
            is_run=False,
            why_not="It runs as well with it: there is only less to write.",
        ),
    )
    good = (
        Example(
            {
                "test_example.py": """
                    import pytest

                    @pytest.mark.asyncio(loop_scope="module")
                    async def test_one():
                        pass

                    @pytest.mark.asyncio(loop_scope="module")
                    async def test_two():
                        pass
                """
            },
            runner="loopwise",
        ),
    )

    def check(self, checked: Checked) -> Iterator[Finding]:
        """Give each loop scope without which the plan stays as it is."""
        static = checked.suite
        runner = checked.project.runner
        # Where nobody says what runs the tests, pytest-asyncio may, and needs them.
        if not (runner.is_loopwise and runner.is_known) or not _has_any(static.suite):
            return
        plan = assign(static.suite, static.settings)
        tests, fixtures = _spare(static, plan)
        seen: set[int] = set()
        for number in tests:
            source = static.tests[number]
            if source.mark is None or id(source.mark.node) in seen:
                continue
            seen.add(id(source.mark.node))
            file = source.mark.module.file
            edit = without_loop_scope(file, source.mark.node, source.loop_scope_node)
            scope = static.suite.tests[number].loop_scope
            diagnostic = Diagnostic(
                self.code,
                f'loop_scope="{scope}" says what Loopwise does anyway',
                (step_at(file, source.mark.node, source.node.name, "test"),),
                WHY,
            )
            yield finding_at(file, source.mark.node, diagnostic, _drop(edit))
        for number in fixtures:
            site, member = static.fixtures[number], static.suite.members[number]
            edit = without_loop_scope(site.file, site.decorator, site.loop_scope_node)
            diagnostic = Diagnostic(
                self.code,
                f'loop_scope="{member.loop_scope}" says what Loopwise does anyway',
                (member_step(member),),
                WHY,
            )
            yield finding_at(site.file, site.decorator, diagnostic, _drop(edit))


def says_something_anyway(checked: Checked) -> bool:
    """Whether some loop scope can be dropped: that comes before what it goes by.

    A default, or an ``event_loop``, is spare beside marks that say the same, and they
    are beside it. Dropped together they would leave nothing.
    """
    return any(one.repair is not None for one in SaidAnyway().check(checked))


def _drop(edit: Edit | None) -> Repair | None:
    return None if edit is None else Repair("drop loop_scope", (edit,))


def _has_any(suite: Suite) -> bool:
    return any(one.loop_scope is not None for one in suite.tests) or any(
        one.loop_scope is not None for one in suite.members
    )


def _spare(static: StaticSuite, plan: Plan) -> tuple[list[int], list[int]]:
    """Give the tests and fixtures whose loop scopes may go, all of them together.

    A mark that several tests carry goes if it may for all of them.
    """
    suite = static.suite
    # A test without a loop scope would run on the loop of such a fixture.
    has_override = any(one.name == EVENT_LOOP for one in static.all_fixtures)
    free = assign(_without(suite, None, None), static.settings)
    same = {
        number
        for number, test in enumerate(suite.tests)
        if free.placement(number).loop == plan.placement(number).loop
        and not plan.placement(number).apart
    }
    kept = {
        id(source.mark.node)
        for number, source in enumerate(static.tests)
        if source.mark is not None and number not in same
    }
    tests = {
        number
        for number, source in enumerate(static.tests)
        if suite.tests[number].loop_scope is not None
        and not has_override
        and source.mark is not None
        and source.loop_scope_node is not None
        and id(source.mark.node) not in kept
    }
    fixtures = {
        number
        for number, site in static.fixtures.items()
        if site.loop_scope is not None and site.loop_scope_node is not None
    }
    for chosen in ((tests, fixtures), (tests, set()), (set(), fixtures)):
        if any(chosen) and _is_same(plan, _without(suite, *chosen), static):
            return sorted(chosen[0]), sorted(chosen[1])
    return [], []


def _is_same(plan: Plan, changed: Suite, static: StaticSuite) -> bool:
    other = assign(changed, static.settings)
    return dict(other.instances) == dict(plan.instances) and all(
        other.placement(number).loop == plan.placement(number).loop
        and other.placement(number).apart == plan.placement(number).apart
        for number in range(len(changed.tests))
    )


def _without(suite: Suite, tests: set[int] | None, fixtures: set[int] | None) -> Suite:
    """Give a suite without the loop scopes of some tests and fixtures, or of all."""
    return dataclasses.replace(
        suite,
        tests=[
            dataclasses.replace(test, loop_scope=None)
            if test.loop_scope is not None and (tests is None or number in tests)
            else test
            for number, test in enumerate(suite.tests)
        ],
        members=[
            dataclasses.replace(one, loop_scope=None)
            if isinstance(one, FixtureDefinition)
            and one.loop_scope is not None
            and (fixtures is None or number in fixtures)
            else one
            for number, one in enumerate(suite.members)
        ],
    )
