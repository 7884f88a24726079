"""Runs of pytest in processes of their own, and what their reports say."""

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent

# A run takes a few seconds. Beyond this it is stuck, and asked to stop; one that
# doesn't is ended.
SECONDS = 120
SECONDS_TO_STOP = 20


@dataclass
class Outcome:
    """What one run of the suite came to, in the words of pytest's last line."""

    passed: int = 0
    failed: int = 0
    errors: int = 0
    skipped: int = 0
    messages: Counter[str] = field(default_factory=Counter)
    """The distinct messages of failures and errors, in order of appearance."""


@dataclass
class Run:
    """One run of pytest."""

    exit_code: int
    seconds: float
    in_time: bool
    outcome: Outcome | None
    """None where there is no report."""

    @property
    def green(self) -> bool:
        """Whether there were tests, and all of them passed."""
        return (
            self.exit_code == 0
            and self.in_time
            and self.outcome is not None
            and self.outcome.passed > 0
            and self.outcome.failed == self.outcome.errors == 0
        )


def plain(message: str) -> str:
    """Return the first line of an error without what differs from test to test.

    >>> plain("RuntimeError: Task <Task pending coro=<f() running>> got nothing")
    'RuntimeError: Task <Task> got nothing'
    """
    line = message.strip().partition("\n")[0]
    if within := re.fullmatch(r'failed on (?:setup|teardown) with "(.*?)"?', line):
        line = within[1]
    line = re.sub(r"<class '([^']*)'>", r"\1", line)
    # From the inside out: the repr of a task holds that of its coroutine.
    while (shorter := re.sub(r"<([\w.]+)[^<>]*>", r"{\1}", line)) != line:
        line = shorter
    return re.sub(r"\{([\w.]+)\}", r"<\1>", line)


def read_report(path: Path) -> Outcome:
    """Count as pytest does: a passed test whose teardown fails is both."""
    outcome = Outcome()
    # A test that fails, and then again in its teardown, has two entries.
    tests: dict[tuple[str, str], set[str]] = {}
    # Written a moment ago by our own pytest, so there is no hostile XML to fear.
    for case in ET.parse(path).iter("testcase"):
        seen = tests.setdefault(
            (case.get("classname", ""), case.get("name", "")), set()
        )
        for part in case:
            message = part.get("message", "")
            if part.tag in {"failure", "error"}:
                outcome.messages[plain(message)] += 1
            if part.tag == "error":
                outcome.errors += 1
                if message.startswith("failed on teardown"):
                    continue
            seen.add(part.tag)
    for seen in tests.values():
        outcome.failed += "failure" in seen
        outcome.skipped += "skipped" in seen
        outcome.passed += seen.isdisjoint({"failure", "error", "skipped"})
    return outcome


def wait(process: subprocess.Popen[bytes]) -> bool:
    """Wait until a process has ended, by itself or not; return whether by itself."""
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        # As Ctrl-C does: pytest tears its fixtures down and writes its report.
        process.send_signal(signal.SIGINT)
    except KeyboardInterrupt:
        # The same Ctrl-C has reached pytest, which needs a moment for its fixtures.
        process.wait(SECONDS_TO_STOP)
        raise
    else:
        return True
    try:
        process.wait(SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return False


def pytest(
    *arguments: str, directory: Path, counted: bool = True, log: Path | None = None
) -> Run:
    """Print and run a pytest command, its output here or in a file."""
    print("$", "pytest", *arguments, "\n", flush=True)
    report = directory / "report.xml"
    report.unlink(missing_ok=True)
    # Somebody's personal options would be measured too. And temporary files go where
    # we clean up: a PostgreSQL that somebody had to kill pytest around ends with them.
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    environment |= {"NO_COLOR": "1", "TMPDIR": str(directory)}
    command = [sys.executable, "-m", "pytest", *arguments, "-p", "no:cacheprovider"]
    if counted:
        command.append(f"--junitxml={report}")
    start = time.perf_counter()
    with (log or Path(os.devnull)).open("wb") as file:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdout=file if log else None,
            stderr=subprocess.STDOUT if log else None,
        )
        in_time = wait(process)
    seconds = time.perf_counter() - start
    if not in_time:
        print(f"Stopped: this run was not done after {SECONDS} seconds.", flush=True)
    return Run(
        exit_code=process.returncode,
        seconds=seconds,
        in_time=in_time,
        outcome=read_report(report) if report.exists() else None,
    )


def summary(run: Run) -> str:
    """One run in one line."""
    if run.outcome is None:
        return f"no report, exit code {run.exit_code}"
    outcome = run.outcome
    line = f"{outcome.passed} passed, {outcome.failed} failed, {outcome.errors} errors"
    if outcome.skipped:
        line += f", {outcome.skipped} skipped"
    until = "in" if run.in_time else "until stopped after"
    return f"{line} {until} {run.seconds:.1f} s"
