"""Notes what became of each test; loaded beside any plugin that runs it.

It leaves the outcomes in the file that the variable names. Nothing of the suite is
touched, so that its time can be taken meanwhile. `starting` says by which name it is
loaded; it imports nothing of this package, which a suite's own `benchmarks` may hide.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest  # the benchmarks ask for `worst` in a Python without pytest

ANSWER = "LOOPWISE_RELEASED_OUTCOMES"
"""The variable that names the file in which the outcomes are left."""

_WORST_FIRST = ("failed", "error", "xpassed", "xfailed", "skipped")


class Outcomes:
    """The outcomes of a session, by the test's id and in the order of its phases."""

    def __init__(self) -> None:
        self.phases: dict[str, list[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note one phase."""
        self.phases.setdefault(report.nodeid, []).append(_outcome(report))


class _Leaver(Outcomes):
    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a file that cannot be collected as if it were a test."""
        if report.failed:
            self.phases[report.nodeid] = ["error"]

    def pytest_sessionfinish(self) -> None:
        """Leave the outcomes."""
        found = {name: worst(phases) for name, phases in self.phases.items()}
        Path(os.environ[ANSWER]).write_text(json.dumps(found), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Take part."""
    if ANSWER in os.environ:
        config.pluginmanager.register(_Leaver(), "loopwise-outcomes")


def worst(phases: list[str]) -> str:
    """Give the outcome of a test from those of its phases."""
    for outcome in _WORST_FIRST:
        if outcome in phases:
            return outcome
    return "passed"


def _outcome(report: pytest.TestReport) -> str:
    if hasattr(report, "wasxfail"):
        return "xfailed" if report.skipped else "xpassed"
    if report.failed and report.when != "call":
        return "error"
    return report.outcome
