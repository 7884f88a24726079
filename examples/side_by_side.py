"""The suites of the seeds: each run under both plugins, and shown in one table."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from examples.runs import Outcome, Run, pytest

DIRECTORY = "examples/seeds"

# The last lines of a run that left no report say why.
LAST_LINES = 10


@dataclass(frozen=True)
class Seed:
    """A field report, as a small project."""

    name: str
    reports: tuple[str, ...]
    """What its errors say, in the words of the report."""


SEEDS = (
    Seed("seed_000", ("Event loop is closed",)),
    Seed("seed_001", ("There is no current event loop",)),
    Seed("seed_003", ("attached to a different loop", "Event loop is closed")),
    Seed("seed_004", ("attached to a different loop", "Event loop is closed")),
)


@dataclass(frozen=True)
class Beside:
    """The runs of one seed's suite."""

    seed: Seed
    loopwise: Run
    backwards: Run
    pytest_asyncio: Run | None
    """None where it is not installed."""

    @property
    def green(self) -> bool:
        """Whether everything passed under Loopwise, in both orders."""
        return self.loopwise.green and self.backwards.green


def run_seed(seed: Seed, directory: Path, both: bool) -> Beside:
    """Run the suite of a seed as its settings say; ``both`` for pytest-asyncio, too."""
    suite = f"{DIRECTORY}/{seed.name}"
    loopwise = pytest(suite, "-q", directory=directory)
    print(flush=True)
    backwards = pytest(suite, "-q", "-p", "examples.backwards", directory=directory)
    print(flush=True)
    theirs = _beside(suite, directory) if both else None
    return Beside(seed, loopwise, backwards, theirs)


def _beside(suite: str, directory: Path) -> Run:
    # Its tracebacks would be most of the demo.
    log = directory / "pytest-asyncio.log"
    run = pytest(suite, "-q", "-p", "no:loopwise", directory=directory, log=log)
    lines = log.read_text(errors="replace").splitlines()
    for line in lines[-LAST_LINES:] if run.outcome is None else ():
        print(line)
    return run


def reported(seed: Seed, outcome: Outcome) -> str:
    """The errors of a run that the seed reports; where there is none, the first.

    >>> outcome = Outcome()
    >>> outcome.messages.update(["E: boom", "E: boom", "E: Event loop is closed"])
    >>> reported(Seed("seed", ("Event loop is closed",)), outcome)
    '1 × E: Event loop is closed'
    >>> reported(Seed("seed", ("attached to",)), outcome)
    '2 × E: boom'
    """
    messages = list(outcome.messages.items())
    found = [
        one for one in messages if any(words in one[0] for words in seed.reports)
    ] or messages[:1]
    return "; ".join(f"{count} × {message}" for message, count in found)


def table(found: list[Beside], width: int) -> str:
    """All runs, one below the other."""
    columns = f"{'':<10}{'':<21}{'passed':>6}{'failed':>8}{'errors':>8}  "
    space = width - len(columns)
    lines = [f"{columns}the seed's error"]
    for one in found:
        name = one.seed.name
        for plugin, run in _runs(one):
            lines += _rows(f"{name:<10}{plugin:<21}", one.seed, run, space)
            name = ""
    return "\n".join(lines)


def _runs(one: Beside) -> Iterator[tuple[str, Run]]:
    yield "loopwise", one.loopwise
    yield "loopwise, backwards", one.backwards
    if one.pytest_asyncio is not None:
        yield "pytest-asyncio", one.pytest_asyncio


def _rows(start: str, seed: Seed, run: Run, space: int) -> Iterator[str]:
    outcome = run.outcome
    if outcome is None:
        yield f"{start}no report, exit code {run.exit_code}"
        return
    counts = f"{outcome.passed:>6}{outcome.failed:>8}{outcome.errors:>8}"
    text = reported(seed, outcome)
    if not run.in_time:
        text = f"stopped after {run.seconds:.0f} s; {text}"
    first, *others = textwrap.wrap(text, space) or [""]
    yield f"{start}{counts}  {first}".rstrip()
    for line in others:
        yield " " * (len(start) + len(counts) + 2) + line
