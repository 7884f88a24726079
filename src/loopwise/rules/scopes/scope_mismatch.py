"""LW107: a fixture asks for one that is not kept as long."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.model.diagnostic import Diagnostic
from loopwise.model.finding import Finding
from loopwise.model.scope import Scope
from loopwise.model.suite import FixtureDefinition
from loopwise.plan.steps import member_step
from loopwise.rules.checked import Checked
from loopwise.rules.rule import Example, ProjectRule
from loopwise.rules.scopes.found_at import finding_at, fixes
from loopwise.static.suite.static_suite import FixtureSite


class ScopeMismatch(ProjectRule):
    """A fixture asks for another one that is not kept as long as itself.

    **What it means.** pytest refuses it: `ScopeMismatch`. Told here where one of the
    two is async, as that is where scopes are narrowed to get rid of loop errors.

    **What to do.** Keep the one as long as the other, or the other as short as the one.
    """

    code = "LW107"
    name = "scope-mismatch"
    summary = "A fixture asks for one that is not kept as long"
    bad = (
        Example(
            {
                "test_example.py": """
                    import pytest
                    import pytest_asyncio

                    @pytest_asyncio.fixture
                    async def address():
                        return "localhost"

                    @pytest.fixture(scope="module")
                    def name(address):
                        return address.upper()

                    @pytest.mark.asyncio
                    async def test_name(name):
                        assert name == "LOCALHOST"
                """
            },
            shows="ScopeMismatch",
        ),
    )
    good = (
        Example(
            {
                "test_example.py": """
                    import pytest
                    import pytest_asyncio

                    @pytest_asyncio.fixture(scope="module")
                    async def address():
                        return "localhost"

                    @pytest.fixture(scope="module")
                    def name(address):
                        return address.upper()

                    @pytest.mark.asyncio
                    async def test_name(name):
                        assert name == "LOCALHOST"
                """
            },
        ),
    )

    def check(self, checked: Checked) -> Iterator[Finding]:
        """Give each pair of fixtures of which one is async, and the first is wider."""
        static = checked.suite
        seen: set[tuple[int, int]] = set()
        overridden = {
            one.member for test in static.suite.tests for one in test.params
        }  # `parametrize` may give it another scope
        for user, used in static.suite.holds():
            for number in used:
                pair = (user, number)
                if pair in seen or number in overridden or user in overridden:
                    continue
                seen.add(pair)
                wide, narrow = static.suite.members[user], static.suite.members[number]
                site, other = static.fixtures.get(user), static.fixtures.get(number)
                if site is None or other is None or narrow.name not in site.names:
                    continue
                if not isinstance(wide, FixtureDefinition):
                    continue
                if not isinstance(narrow, FixtureDefinition):
                    continue
                is_async = site.is_async_def or other.is_async_def
                if wide.scope > narrow.scope and is_async and is_said(other):
                    yield finding_at(site.file, site.node, _told(wide, narrow))


def _told(wide: FixtureDefinition, narrow: FixtureDefinition) -> Diagnostic:
    return Diagnostic(
        "LW107",
        f"fixture `{wide.name}` lives longer than `{narrow.name}`, which it asks for",
        (member_step(wide), member_step(narrow)),
        f"a {wide.scope}-scoped fixture is kept for other tests, when its "
        f"{narrow.scope}-scoped one is gone.",
        fixes(
            [
                f'keep `{narrow.name}` as long: scope="{wide.scope}"',
                f'keep `{wide.name}` as short: scope="{narrow.scope}"',
            ]
        ),
    )


def is_said(site: FixtureSite) -> bool:
    """Whether a fixture's scope is written out, or it has the default one."""
    if site.scope is not Scope.FUNCTION or site.scope_node is None:
        return True
    node = site.scope_node
    return isinstance(node, ast.Constant) and node.value == str(site.scope)
