"""Where plain pytest-asyncio runs tests and fixtures: as written, not as they need it.

Each test and each async fixture has a loop scope: its own, the configured one, or a
default. One loop is kept for each scope and each place in the tree that has the scope.
Nothing looks at who uses whom.

Facts: pytest-asyncio's changelog, and runs of 0.21, 0.23, 0.26 and 1.5.
"""

from __future__ import annotations

from dataclasses import dataclass

from loopwise.model.runner import Runner
from loopwise.model.scope import Scope, ScopeInstance
from loopwise.model.settings import Settings
from loopwise.model.suite import FixtureDefinition, Suite, Test, Uses

EVENT_LOOP = "event_loop"
_FIRST_SCOPED = (0, 23)
"""Since then loops have scopes; before, the ``event_loop`` fixture makes all."""
_LAST_OVERRIDDEN = (1,)
"""Since then nobody asks for an ``event_loop`` fixture."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A loop of a run with pytest-asyncio."""

    scope: Scope
    at: ScopeInstance | None
    test: int = -1
    """Which test it belongs to, where it is a test's own."""

    def __str__(self) -> str:
        return str(self.scope)


class AsWritten:
    """Says on which loop pytest-asyncio runs what of a suite."""

    def __init__(self, suite: Suite, settings: Settings, runner: Runner) -> None:
        self.suite, self.settings, self.runner = suite, settings, runner
        self._overrides = {
            number
            for number, one in enumerate(suite.members)
            if one.name == EVENT_LOOP and isinstance(one, FixtureDefinition)
        }

    def of_test(self, number: int) -> Loop:
        """Give the loop of an async test."""
        test = self.suite.tests[number]
        if self.runner.is_before(*_FIRST_SCOPED):
            return self._made_by_fixture(number, test)
        minimum = self.settings.test_minimum
        scope = test.loop_scope
        if scope is None:
            scope = minimum.scope if minimum else Scope.FUNCTION
        return self._loop(scope, number, test)

    def of_fixture(self, member: int, number: int) -> Loop | None:
        """Give the loop of an async fixture, as a test uses it; of others ``None``."""
        one = self.suite.members[member]
        if not isinstance(one, FixtureDefinition) or not one.is_async:
            return None
        test = self.suite.tests[number]
        if self.runner.is_before(*_FIRST_SCOPED):
            return self._made_by_fixture(number, test)
        return self._loop(self.scope_of(one), number, test)

    def scope_of(self, one: FixtureDefinition) -> Scope:
        """Give the loop scope of an async fixture."""
        if one.loop_scope is not None:
            return one.loop_scope
        minimum = self.settings.fixture_minimum
        return minimum.scope if minimum else one.scope

    def _loop(self, scope: Scope, number: int, test: Test) -> Loop:
        if scope is Scope.FUNCTION and self.runner.is_before(*_LAST_OVERRIDDEN):
            return self._made_by_fixture(number, test)
        # Its fixtures for loops are no package's: those of package scope are kept for
        # the whole session, yet apart from the session's.
        at = test.branch.session if scope is Scope.PACKAGE else test.branch.at(scope)
        return Loop(scope, at, number if at is None else -1)

    def _made_by_fixture(self, number: int, test: Test) -> Loop:
        """Give the loop that the fixture ``event_loop`` makes for a test."""
        override = self._override_of(test.uses)
        scope = Scope.FUNCTION if override is None else override.scope
        at = test.branch.at(scope, None if override is None else override.home)
        return Loop(scope, at, number if at is None else -1)

    def _override_of(self, uses: Uses) -> FixtureDefinition | None:
        for number in self._overrides & uses.of.keys():
            one = self.suite.members[number]
            if isinstance(one, FixtureDefinition):
                return one
        return None
