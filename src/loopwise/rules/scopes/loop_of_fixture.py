"""LW111: an async fixture is kept longer than the loop that it runs on."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.fixes.removal import without_keyword
from loopwise.model.diagnostic import Diagnostic
from loopwise.model.finding import Finding, KeyEdit, Repair
from loopwise.model.scope import Scope
from loopwise.model.suite import FixtureDefinition
from loopwise.plan.steps import member_step
from loopwise.rules.checked import Checked
from loopwise.rules.rule import Example, ProjectRule
from loopwise.rules.scopes.found_at import finding_at, fixes
from loopwise.rules.scopes.one_loop import FIXTURE_KEY, INSTALL
from loopwise.static.suite.static_suite import FixtureSite


class LoopOfFixture(ProjectRule):
    """An async fixture is kept longer than the loop that it runs on.

    **What it means.** pytest-asyncio gives each async fixture the loop of its loop
    scope: its own, or that of `asyncio_default_fixture_loop_scope`. Where that is
    narrower than the fixture's scope, the run ends with `ScopeMismatch`. `function` as
    the default, a common advice, does that to every async fixture that is kept for
    longer.

    **What to do.** Give the fixture a loop scope as wide as its scope: as the default,
    where that is what is too narrow. Loopwise takes both for a minimum, so nothing is
    wrong there.
    """

    code = "LW111"
    name = "loop-narrower-than-fixture"
    summary = "An async fixture is kept longer than the loop that it runs on"
    bad = (
        Example(
            {
                "pytest.ini": """
                    [pytest]
                    asyncio_mode = auto
                    asyncio_default_fixture_loop_scope = function
                """,
                "test_example.py": """
                    import pytest

                    @pytest.fixture(scope="session")
                    async def number():
                        return 42

                    async def test_number(number):
                        assert number == 42
                """,
            },
            shows="ScopeMismatch",
        ),
        Example(
            {
                "test_example.py": """
                    import pytest
                    import pytest_asyncio

                    @pytest_asyncio.fixture(scope="module", loop_scope="function")
                    async def number():
                        return 42

                    @pytest.mark.asyncio
                    async def test_number(number):
                        assert number == 42
                """,
            },
            shows="ScopeMismatch",
        ),
    )
    good = (
        Example(
            {
                "pytest.ini": """
                    [pytest]
                    asyncio_mode = auto
                    asyncio_default_fixture_loop_scope = session
                """,
                "test_example.py": """
                    import pytest

                    @pytest.fixture(scope="module")
                    async def number():
                        return 42

                    async def test_number(number):
                        assert number == 42
                """,
            },
        ),
    )

    def check(self, checked: Checked) -> Iterator[Finding]:
        """Give each async fixture that tests use and that outlives its loop."""
        if checked.project.runner.is_loopwise:
            return
        static = checked.suite
        overridden = {one.member for test in static.suite.tests for one in test.params}
        for number, site in static.fixtures.items():
            one = static.suite.members[number]
            if not isinstance(one, FixtureDefinition) or not one.is_async:
                continue
            if number in overridden:
                continue  # `parametrize` may give it another scope
            loop = checked.written.scope_of(one)
            if loop < one.scope and not checked.project.runner.is_before(0, 23):
                yield self._finding(checked, site, one, loop)

    def _finding(
        self, checked: Checked, site: FixtureSite, one: FixtureDefinition, loop: Scope
    ) -> Finding:
        what = f"fixture `{one.name}` is kept longer than the loop that it runs on"
        minimum = checked.written.settings.fixture_minimum
        why = f"its loop is the {loop}'s, and it is kept per {one.scope}."
        if one.loop_scope is None and minimum is not None:
            why = f"{minimum.source} = {loop}, and the fixture is kept per {one.scope}."
        texts = ['keep the fixture per test: scope="function"', INSTALL]
        diagnostic = Diagnostic(
            self.code, what, (member_step(one, str(loop)),), why, fixes(texts)
        )
        return finding_at(site.file, site.node, diagnostic, _repair(checked, site, one))


def _repair(
    checked: Checked, site: FixtureSite, one: FixtureDefinition
) -> Repair | None:
    if one.loop_scope is not None:
        return _without_loop_scope(site)
    project = checked.project
    setting = project.configuration.get(FIXTURE_KEY)
    file = project.configuration.file
    if setting is None or file is None or FIXTURE_KEY in project.addopts.overrides:
        return None
    widest = max(
        other.scope
        for number, other in enumerate(checked.suite.suite.members)
        if isinstance(other, FixtureDefinition)
        and other.is_async
        and other.loop_scope is None
        and number in checked.suite.fixtures
    )
    edit = KeyEdit(str(file), project.configuration.section, FIXTURE_KEY, str(widest))
    # No test can run with such a fixture, so nothing that works is changed.
    return Repair(f"give fixtures the loop: {FIXTURE_KEY} = {widest}", (edit,))


def _without_loop_scope(site: FixtureSite) -> Repair | None:
    decorator = site.decorator
    if not isinstance(decorator, ast.Call):
        return None
    for keyword in decorator.keywords:
        if keyword.arg == "loop_scope" and keyword.value is site.loop_scope_node:
            edit = without_keyword(site.file, decorator, keyword, bare=True)
            if edit is not None:
                return Repair(f"drop loop_scope from `{site.name}`", (edit,))
    return None
