"""Notes what a failed test said; loaded beside `benchmarks.released.outcomes`.

`-p benchmarks.compat.noting` leaves one line for each such test in the file that the
variable names.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest  # the benchmark itself runs in a Python without pytest

MESSAGES = "LOOPWISE_COMPAT_MESSAGES"
"""The variable that names the file in which the messages are left."""

_COUNTS = re.compile(r"^ *\{'(\w+)': (\d+)\} != \{'\w+': (\d+)\}$", re.MULTILINE)
_UNMATCHED = re.compile(r"(?:^|Failed: )remains unmatched: (.+)$", re.MULTILINE)


class _Messages:
    def __init__(self) -> None:
        self._found: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note what a phase failed with."""
        self._note(report)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note why a file cannot be collected."""
        self._note(report)

    def pytest_sessionfinish(self) -> None:
        """Leave the messages."""
        Path(os.environ[MESSAGES]).write_text(json.dumps(self._found), encoding="utf-8")

    def _note(self, report: pytest.TestReport | pytest.CollectReport) -> None:
        if report.failed and report.nodeid not in self._found:
            crash = getattr(report.longrepr, "reprcrash", None)
            said = str(report.longrepr) if crash is None else crash.message
            self._found[report.nodeid] = gist(said)


def pytest_configure(config: pytest.Config) -> None:
    """Take part."""
    if MESSAGES in os.environ:
        config.pluginmanager.register(_Messages(), "loopwise-compat-messages")


def gist(message: str) -> str:
    """Give what a failure says in one line.

    Most of these tests run an inner suite, and compare its outcomes or what it printed
    with what they expect. pytest shows that over many lines.
    """
    counts = _COUNTS.findall(message)
    if counts:
        parts = [f"{got} {name} instead of {want}" for name, got, want in counts]
        return ", ".join(sorted(parts))
    if unmatched := _UNMATCHED.search(message):
        return f"did not print {unmatched[1]}"
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    errors = [line[1:].strip() for line in lines if line.startswith("E  ")]
    return (errors or lines or ["?"])[0]
