"""Run the example suite and those of the seeds, under Loopwise and pytest-asyncio.

Start it from the root of the repository, where Loopwise, pytest and the libraries of
the suites are installed::

    python -m examples.demo

It exits with 0 only if the plan could be made and every suite is green under Loopwise,
the seeds' also backwards. How they fare under pytest-asyncio is shown, and does not
count. All numbers are read from the reports of these runs.
"""

import sys
import tempfile
import textwrap
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from examples.runs import Run, pytest, summary
from examples.side_by_side import SEEDS, Beside, run_seed, table

SUITE = "examples/suite"
WIDTH = 88

# How many kinds of error are worth reading in a demo.
KINDS = 6


def heading(text: str) -> None:
    """Print a heading, before anything that a subprocess prints below it."""
    print(f"\n{text}\n{'=' * len(text)}\n", flush=True)


def installed_pytest_asyncio() -> str | None:
    """Its version; None where it is not installed."""
    try:
        return version("pytest-asyncio")
    except PackageNotFoundError:
        return None


def beside(directory: Path, installed: str | None) -> Run | None:
    """Run the suite under pytest-asyncio and show what went wrong, if anything."""
    if installed is None:
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


def seeds(directory: Path, installed: str | None) -> list[Beside]:
    """Run the suite of each seed under both plugins."""
    print(
        "What the field reports describe, before their authors worked around it: the\n"
        "runs under Loopwise, forwards and backwards, then under pytest-asyncio.\n",
        flush=True,
    )
    return [run_seed(seed, directory, installed is not None) for seed in SEEDS]


def main() -> int:
    """Show the plan, the runs and how they compare."""
    installed = installed_pytest_asyncio()
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
        theirs = beside(directory, installed)
        heading("4. The seeds")
        found = seeds(directory, installed)
    heading("5. Side by side")
    print(f"{'loopwise':<16}{summary(ours)}")
    if theirs is not None:
        print(f"{'pytest-asyncio':<16}{summary(theirs)}")
    print(f"\n{table(found, WIDTH)}")
    green = plan.exit_code == 0 and ours.green and all(one.green for one in found)
    return 0 if green else 1


if __name__ == "__main__":
    sys.exit(main())
