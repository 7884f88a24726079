"""Explanations in pytest's reports: after the traceback, and counted at the end."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import pytest

from loopwise.pytest_plugin.explaining.explainer import explain_safely, is_failure
from loopwise.pytest_plugin.runtime import Runtime
from loopwise.pytest_plugin.terminal import ABOUT, TITLE, printable
from loopwise.report.diagnostic_text import render

MOST_SECONDS = 15.0
"""So long, in all, a run may take to explain its failures."""


class Explained:
    """Explains the failures of a run, as long as that takes no more than its share."""

    def __init__(self) -> None:
        self._spent = 0.0

    def add(
        self,
        runtime: Runtime,
        item: pytest.Item,
        call: pytest.CallInfo[Any],
        report: Any,
    ) -> None:
        """Explain a failed phase in its report."""
        if not is_failure(call) or call.excinfo is None:
            return
        if self._spent > MOST_SECONDS:
            setattr(report, ABOUT, "")
            return
        begin, error = perf_counter(), call.excinfo.value
        found, fault = explain_safely(runtime, item, call.when, error)
        self._spent += perf_counter() - begin
        if found is not None:
            # With the report it reaches the process that has a terminal.
            setattr(report, ABOUT, f"{found.code} {found.what}")
            attach(report, render(found))
            runtime.left.explained.add(item)
        elif fault:
            attach(report, fault)


def attach(report: Any, text: str) -> None:
    """Add a section to a failure, behind its traceback.

    Part of what pytest prints for the failure, so it is shown wherever that is, also
    in a JUnit file. One that is only a text has no sections: it is added to that.
    """
    representation = report.longrepr
    if hasattr(representation, "addsection"):
        representation.addsection(TITLE, printable(text))
    else:
        report.longrepr = f"{representation}\n\n{printable(text)}"
