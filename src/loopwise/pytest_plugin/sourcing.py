"""Making loops as the suite says: with factories, under policies, from fixtures."""

from __future__ import annotations

from collections.abc import Hashable

import pytest

from loopwise.compat.fixtures import EVENT_LOOP, POLICY
from loopwise.loops.factory import LoopFactory
from loopwise.loops.policies import current_policy, set_policy
from loopwise.model.scope import ScopeInstance
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.importing import checked
from loopwise.pytest_plugin.run import Run
from loopwise.pytest_plugin.runtime import Runtime
from loopwise.pytest_plugin.sources import Sources


class Sourcing:
    """Asks a suite's factories and fixtures for loops, and keeps them apart."""

    def __init__(self, runtime: Runtime, sources: Sources) -> None:
        self._runtime, self.sources = runtime, sources

    def begin(self, run: Run) -> None:
        """End the loops that a test shares but that were made in another way.

        With them end the fixtures that live there: they are set up anew.
        """
        runtime = self._runtime
        number = runtime.live.number.get(run.item)
        if number is None or not run.is_async:
            return
        wanted = self.sources.source_of(run.item)
        used = runtime.plan.suite.tests[number].uses.of
        home = runtime.node(run.at, run.item)
        for host in runtime.hosts:
            if host.source is None or host.source == wanted:
                continue
            definitions = [one.definition for one in runtime.residents.on(host)]
            known = [runtime.live.definitions.known(one) for one in definitions]
            if runtime.hosts.get(home) is host or any(
                one is not None and one.number in used for one in known
            ):
                runtime.vacate(host)

    def enter(self, run: Run) -> None:
        """Set the policy of the test's ``event_loop_policy`` fixture, while it runs."""
        if run.is_entered or not (run.is_async or run.needs_loop):
            return
        run.is_entered = True
        if self.sources.extends(run.item):
            # It changes a loop that it has from elsewhere: for every async test.
            internals.ask(run.item, EVENT_LOOP)
        if self.sources.policy_of(run.item) is None:
            return
        before = run.policy = current_policy()
        wanted = internals.ask(run.item, POLICY)
        if wanted is not before:
            set_policy(wanted)

    @staticmethod
    def leave(run: Run) -> None:
        """Put back the policy that was set before a test."""
        if run.policy is not None and run.policy is not current_policy():
            set_policy(run.policy)

    def make(
        self, at: ScopeInstance | None, item: pytest.Item
    ) -> tuple[LoopFactory | None, Hashable]:
        """Say how to make a loop, and what to call that way.

        Where a fixture of the suite's makes it, that is done now: its host is then
        open.
        """
        run = self._runtime.run_of(item)
        self.enter(run)
        self._ask_override(at, item)
        factory = self.sources.factory_of(item)
        if factory is not None:
            factory = checked(factory, item.nodeid)
        return factory, self.sources.source_of(item)

    def _ask_override(self, at: ScopeInstance | None, item: pytest.Item) -> None:
        """Let the ``event_loop`` fixture that a test sees make the loop of its scope.

        Nobody has asked for it. So one that cannot be set up hurts nobody, either.
        """
        found = self.sources.override_of(item)
        if found is None:
            return
        definition, scope = found
        home = self._runtime.live.definitions.get(definition, item)
        if home is None or self._runtime.place(item, scope, home.member.home) != at:
            return
        try:
            internals.ask(item, EVENT_LOOP)
        except Exception as error:
            self.sources.failed[definition] = error
