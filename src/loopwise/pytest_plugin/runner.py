"""Everything that runs tests and fixtures, behind one late import.

It brings asyncio, which takes longer to import than a test file to collect.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import pytest

from loopwise.model.diagnostic import Diagnostic
from loopwise.model.plan import Plan
from loopwise.model.settings import Settings
from loopwise.plan.diagnose import diagnose
from loopwise.pytest_plugin.calls import Call
from loopwise.pytest_plugin.closing import lines
from loopwise.pytest_plugin.collect import LiveSuite
from loopwise.pytest_plugin.deprecations import warn_of_mark
from loopwise.pytest_plugin.event_loop_diagnostics import diagnose_event_loop
from loopwise.pytest_plugin.explaining.background import Background
from loopwise.pytest_plugin.explaining.unraisable import Unraisable
from loopwise.pytest_plugin.fixtures import Around
from loopwise.pytest_plugin.late import diagnose_late
from loopwise.pytest_plugin.runtime import Runtime
from loopwise.pytest_plugin.sources import Sources
from loopwise.pytest_plugin.sourcing import Sourcing
from loopwise.pytest_plugin.time_limits import TimeLimits
from loopwise.pytest_plugin.values import look_at

if TYPE_CHECKING:
    from loopwise.pytest_plugin.explaining.attach import Explained


class Runner:
    """Runs a planned session, phase by phase, as pytest's hooks come in."""

    def __init__(
        self,
        live: LiveSuite,
        plan: Plan,
        settings: Settings,
        sources: Sources | None = None,
    ) -> None:
        self.runtime = Runtime(live, plan, settings)
        if sources is not None:
            self.runtime.sourcing = Sourcing(self.runtime, sources)
        self._explained: Explained | None = None
        self._unraisable = Unraisable(self.runtime)
        self._unraisable.install()
        self._background = Background(self.runtime)

    def begin(self, item: pytest.Item) -> None:
        """Start the run of an item. One with a mark that means nothing ends here."""
        self._background.begin(item)
        self.runtime.begin(item)
        message = self.runtime.live.bad_marks.get(item)
        if message is not None:
            pytest.fail(message, pytrace=False)

    def has_sources(self) -> bool:
        """Whether the suite says how its loops are made."""
        return self.runtime.sourcing is not None

    def has_limits(self) -> bool:
        """Whether any test has a time limit."""
        return bool(self.runtime.live.limits or self.runtime.settings.limit)

    def time_limits(self) -> TimeLimits:
        """Give the hooks that go with time limits."""
        return TimeLimits()

    def enter(self, item: pytest.Item) -> None:
        """Set what an item runs under, in a suite that says so."""
        run = self.runtime.run_of(item)
        if self.runtime.sourcing is not None and not run.is_foreign:
            self.runtime.sourcing.enter(run)

    def around_setup(
        self, definition: pytest.FixtureDef[Any], request: Any
    ) -> AbstractContextManager[None]:
        """Run an async fixture; give a sync one the right current loop."""
        return Around(self.runtime, definition, request)

    def look_at(
        self, definition: pytest.FixtureDef[Any], request: Any, value: object
    ) -> None:
        """Look at the value that a fixture gave."""
        look_at(self.runtime, definition, request, value)

    def left_open(self) -> list[str]:
        """Write what was still open when its loop closed."""
        return lines(list(self.runtime.closing.found))

    def not_followed(self) -> list[str]:
        """Write what of the suite's code could not be followed to resources."""
        reaching = self.runtime.live.reaching
        return [] if reaching is None else list(reaching.errors)

    def around_call(self, item: pytest.Function) -> Call:
        """Run an async test; give a sync one the right current loop."""
        if item in self.runtime.live.marked_sync:
            warn_of_mark(item)
        return Call(self.runtime, item)

    def call_other(self, item: pytest.Item) -> None:
        """Give a doctest, or a test of ``unittest``, the right current loop."""
        run = self.runtime.run_of(item)
        if not run.is_foreign:
            self.runtime.widen(run)
            run.started = True
            self.runtime.make_current(run)

    def torn_down(self, definition: pytest.FixtureDef[Any]) -> None:
        """Close what it left open, and put back the current loop if it changed that."""
        self.runtime.closing.torn_down(definition)
        self.runtime.make_current_again()

    def end(self, item: pytest.Item, *, failed: bool) -> None:
        """End the run of an item, whose teardown may have failed."""
        __tracebackhide__ = True
        run = self.runtime.run_of(item)
        self.runtime.end(run)
        self.runtime.left.over(item, passed=run.passed and not failed)

    def finish(self) -> list[str]:
        """End the session, and write what its end must tell."""
        return self.runtime.left.finish()

    def explain(
        self, item: pytest.Item, call: pytest.CallInfo[Any], report: pytest.TestReport
    ) -> None:
        """Explain a failed phase of an item in its report."""
        if self._explained is None:
            from loopwise.pytest_plugin.explaining.attach import Explained

            self._explained = Explained()
        self._explained.add(self.runtime, item, call, report)

    def close(self) -> None:
        """End the run: loops are made as they were before."""
        self._unraisable.uninstall()
        self._background.uninstall()
        self.runtime.births.stop_watching()

    def diagnostics(self) -> list[Diagnostic]:
        """Say what does not fit together: as planned, and as it showed."""
        runtime = self.runtime
        return [
            *diagnose(runtime.plan, runtime.settings),
            *diagnose_late(runtime),
            *diagnose_event_loop(runtime),
        ]
