"""Run the example suite under Loopwise, and beside it under pytest-asyncio.

Start it from the root of the repository, where Loopwise, pytest and the libraries of
the suite are installed::

    python -m examples.demo

It exits with 0 only if the plan could be made and the suite is green under Loopwise.
How it fares under pytest-asyncio is shown, and does not count. All numbers are read
from the reports of these runs.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections import Counter
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
SUITE = "examples/suite"
WIDTH = 88

# The suite takes a few seconds. Beyond this a run is stuck, and asked to stop; one
# that doesn't is ended.
SECONDS = 120
SECONDS_TO_STOP = 20

# How many kinds of error are worth reading in a demo.
KINDS = 6


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


def heading(text: str) -> None:
    """Print a heading, before anything that a subprocess prints below it."""
    print(f"\n{text}\n{'=' * len(text)}\n", flush=True)


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


def beside(directory: Path) -> Run | None:
    """Run the suite under pytest-asyncio and show what went wrong, if anything."""
    try:
        installed = version("pytest-asyncio")
    except PackageNotFoundError:
        print("pytest-asyncio is not installed here, so there is nothing to compare.")
        return None
    print(
        f"pytest-asyncio {installed} in its auto mode, with its default settings.\n",
        flush=True,
    )
    log = directory / "pytest-asyncio.log"
    arguments = ("-p", "no:loopwise", "-o", "asyncio_mode=auto", SUITE)
    run = pytest(*arguments, directory=directory, log=log)
    if run.outcome is None:
        print(f"pytest wrote no report (exit code {run.exit_code}). Its last lines:\n")
        for line in log.read_text(errors="replace").splitlines()[-10:]:
            print(f"  {line}")
        return run
    print(summary(run), "\n")
    if kinds := list(run.outcome.messages.items()):
        print(f"The first {min(KINDS, len(kinds))} of {len(kinds)} distinct errors:\n")
    for message, count in kinds[:KINDS]:
        print(
            textwrap.fill(
                textwrap.shorten(message, 3 * WIDTH, placeholder=" …"),
                WIDTH,
                initial_indent=f"{count:>4} × ",
                subsequent_indent=" " * 7,
            )
        )
    return run


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


def main() -> int:
    """Show the plan, both runs and how they compare."""
    with tempfile.TemporaryDirectory(
        prefix="loopwise-demo-",
        # A server that had to be left behind may still write while it goes.
        ignore_cleanup_errors=True,
    ) as name:
        directory = Path(name)
        heading("1. The plan: which event loop, and why")
        plan = pytest(SUITE, "--loop-plan", directory=directory, counted=False)
        heading("2. The run under Loopwise")
        ours = pytest(SUITE, directory=directory)
        heading("3. The same files under pytest-asyncio")
        theirs = beside(directory)
    heading("4. Side by side")
    print(f"{'loopwise':<16}{summary(ours)}")
    if theirs is not None:
        print(f"{'pytest-asyncio':<16}{summary(theirs)}")
    return 0 if plan.exit_code == 0 and ours.green else 1


if __name__ == "__main__":
    sys.exit(main())
