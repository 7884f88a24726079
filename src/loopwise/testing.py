"""Small test suites as data, run under real pytest in a process of their own.

For tests of Loopwise, and of plugins that work beside it::

    suite = ExampleSuite({"test_one.py": "async def test_one(): ..."})
    result = suite.run(tmp_path)
    assert result.outcomes == {"test_one.py::test_one": "passed"}

The module is the pytest plugin that records the outcomes, too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

RECORD = "LOOPWISE_RECORD"
TIMEOUT = 120.0
"""Seconds after which a run counts as hanging."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a run gave."""

    exit_code: int
    text: str
    """Everything that was printed, standard error last."""
    reports: tuple[Mapping[str, Any], ...] = ()
    """One for each phase of each test: ``id``, ``when``, ``outcome``, ``text``."""

    @property
    def outcomes(self) -> dict[str, str]:
        """The outcome of each test, in the order in which they ran.

        ``passed``, ``failed``, ``skipped``, ``xfailed`` or ``xpassed``; ``error``
        where set-up or teardown failed.
        """
        found: dict[str, str] = {}
        for report in self.reports:
            outcome = report["outcome"]
            if outcome == "failed" and report["when"] != "call":
                outcome = "error"
            known = found.setdefault(report["id"], outcome)
            if known == "passed" or outcome in {"failed", "error"}:
                found[report["id"]] = outcome
        return found

    @property
    def counts(self) -> dict[str, int]:
        """How many tests had each outcome."""
        return dict(Counter(self.outcomes.values()))


@dataclass(frozen=True, slots=True)
class ExampleSuite:
    """A project: texts of files by their paths."""

    files: Mapping[str, str]
    args: tuple[str, ...] = ()
    """Command-line arguments for every run."""
    env: Mapping[str, str] = field(default_factory=dict)
    autoload: bool = False
    """Whether all installed plugins take part, or Loopwise alone: what else happens to
    be installed is then no part of the result, and takes no time."""

    def write(self, directory: Path) -> None:
        """Write the files below ``directory``."""
        for name, text in self.files.items():
            path = directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")

    def command(self, *args: str) -> list[str]:
        """Give the command that runs the suite from its directory."""
        given = [*self.args, *args]
        plain = ["-p", "no:cacheprovider", "-p", "loopwise.testing", "--rootdir=."]
        if not self.autoload and "no:loopwise" not in given:
            plain = ["-p", "loopwise", *plain]
        return [sys.executable, "-m", "pytest", *plain, *given]

    def run(self, directory: Path, *args: str) -> Result:
        """Write the files, run pytest on them, and give what came out.

        Raises:
            subprocess.TimeoutExpired: it took longer than ``TIMEOUT``.
        """
        self.write(directory)
        record = directory / ".outcomes.jsonl"
        record.unlink(missing_ok=True)
        done = subprocess.run(
            self.command(*args),
            cwd=directory,
            env={**self._environment(), **self.env, RECORD: str(record)},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=TIMEOUT,
            check=False,
        )
        lines = record.read_text(encoding="utf-8") if record.exists() else ""
        reports = tuple(json.loads(line) for line in lines.splitlines())
        return Result(done.returncode, done.stdout + done.stderr, reports)

    def _environment(self) -> dict[str, str]:
        """Leave out what is meant for the pytest around this one."""
        ours = ("PYTEST_", "COV_CORE", "PYTHONDONTWRITEBYTECODE", RECORD)
        found = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(ours)
        }
        if not self.autoload:
            found["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
        return {**found, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"}

    def plan(self, directory: Path, *args: str) -> dict[str, Any]:
        """Give the plan that ``pytest --loop-plan=json`` prints.

        Raises:
            ValueError: it printed none; the text is what it printed instead.
        """
        result = self.run(directory, "--loop-plan=json", *args)
        if result.exit_code:
            raise ValueError(f"pytest made no plan:\n{result.text}")
        found: dict[str, Any] = json.loads(result.text)
        return found


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Record the outcome of one phase of one test."""
    target = os.environ.get(RECORD)
    if target is None:
        return
    if report.when != "call" and report.outcome == "passed":
        return
    outcome: str = report.outcome
    if hasattr(report, "wasxfail"):
        outcome = "xfailed" if report.skipped else "xpassed"
    line = {
        "id": report.nodeid,
        "when": report.when,
        "outcome": outcome,
        "text": report.longreprtext,
    }
    with Path(target).open("a", encoding="utf-8") as file:
        file.write(json.dumps(line) + "\n")
