"""Explanations in pytest's reports: after the traceback, and counted at the end."""

from __future__ import annotations

from time import perf_counter
from typing import Any

import pytest

from loopwise.pytest_plugin.explaining.explainer import explain_safely, is_failure
from loopwise.pytest_plugin.runtime import Runtime
from loopwise.pytest_plugin.terminal import TITLE, printable
from loopwise.report.diagnostic_text import render

MOST_SECONDS = 15.0
"""So long, in all, a run may take to explain its failures."""


class Explained:
    """What was explained in this run: each thing once, with its failures."""

    def __init__(self) -> None:
        self._tests: dict[str, list[str]] = {}
        self._spent = 0.0
        self._left_out = 0

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
            self._left_out += 1
            return
        begin, error = perf_counter(), call.excinfo.value
        found, fault = explain_safely(runtime, item, call.when, error)
        self._spent += perf_counter() - begin
        if found is None and not fault:
            return
        attach(report, fault if found is None else render(found))
        if found is not None:
            key = f"{found.code} {found.what}"
            self._tests.setdefault(key, []).append(item.name)

    def lines(self) -> list[str]:
        """Write what was explained, one line each, with the tests that showed it."""
        found = []
        for what, names in self._tests.items():
            more = f" and {len(names) - 1} more" if names[1:] else ""
            found.append(f"{what}: {names[0]}{more}")
        if self._left_out:
            found.append(
                f"{self._left_out} more failures were not looked at, to save time."
            )
        return found


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
