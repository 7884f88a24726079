"""Everything that runs tests and fixtures, behind one late import.

It brings asyncio, which takes longer to import than a test file to collect.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import pytest

from loopwise.model.diagnostic import Diagnostic
from loopwise.model.plan import Plan
from loopwise.model.settings import Settings
from loopwise.plan.diagnose import diagnose
from loopwise.pytest_plugin.calls import Call
from loopwise.pytest_plugin.collect import LiveSuite
from loopwise.pytest_plugin.fixtures import around_setup
from loopwise.pytest_plugin.late import diagnose_late
from loopwise.pytest_plugin.runtime import Runtime


class Runner:
    """Runs a planned session, phase by phase, as pytest's hooks come in."""

    def __init__(self, live: LiveSuite, plan: Plan, settings: Settings) -> None:
        self.runtime = Runtime(live, plan, settings)

    def begin(self, item: pytest.Item) -> None:
        """Start the run of an item. One with a mark that means nothing ends here."""
        self.runtime.begin(item)
        message = self.runtime.live.bad_marks.get(item)
        if message is not None:
            pytest.fail(message, pytrace=False)

    def around_setup(
        self, definition: pytest.FixtureDef[Any], request: Any
    ) -> AbstractContextManager[None] | None:
        """Run an async fixture; give a sync one the right current loop."""
        return around_setup(self.runtime, definition, request)

    def around_call(self, item: pytest.Function) -> Call:
        """Run an async test; give a sync one the right current loop."""
        return Call(self.runtime, item)

    def call_other(self, item: pytest.Item) -> None:
        """Give a doctest, or a test of ``unittest``, the right current loop."""
        run = self.runtime.run_of(item)
        if not run.is_foreign:
            self.runtime.widen(run)
            run.started = True
            self.runtime.make_current(run)

    def torn_down(self) -> None:
        """Put back the current loop that a fixture's teardown may have changed."""
        self.runtime.make_current_again()

    def end(self, item: pytest.Item) -> None:
        """End the run of an item."""
        self.runtime.end(self.runtime.run_of(item))

    def diagnostics(self) -> list[Diagnostic]:
        """Say what does not fit together: as planned, and as it showed."""
        runtime = self.runtime
        return [*diagnose(runtime.plan, runtime.settings), *diagnose_late(runtime)]
