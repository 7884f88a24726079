"""Runs a suite in three ways: with its own plugin, beside Loopwise, and stripped."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.released.fetching import NotRunnableError
from benchmarks.released.outcomes import ANSWER
from benchmarks.released.services import running
from benchmarks.released.starting import OUTCOMES, Place, Spent, start
from benchmarks.suites.comparing import compare
from benchmarks.suites.stripping import Taken, strip_copy, without_keys

_WITHOUT = ("-p", "no:loopwise")
_NOTE = ("-p", OUTCOMES)
ROUNDS = 3
_SHORT_SECONDS = 30.0
"""A suite that takes longer runs once each way: its ratio is steady enough."""


@dataclass(slots=True)
class Runs:
    """What the runs of one way gave, in the order of the rounds."""

    outcomes: list[dict[str, str]] = field(default_factory=list)
    spent: list[Spent] = field(default_factory=list)


@dataclass(slots=True)
class Found:
    """What all runs of a suite gave."""

    own: Runs = field(default_factory=Runs)
    beside: Runs = field(default_factory=Runs)
    stripped: Runs = field(default_factory=Runs)
    taken: Taken = field(default_factory=Taken)

    def ratio(self, measure: str) -> float:
        """Give how much longer it took beside Loopwise: the median of all rounds."""
        pairs = zip(self.own.spent, self.beside.spent, strict=False)  # some run again
        return statistics.median(
            getattr(after, measure) / getattr(before, measure)
            for before, after in pairs
        )


def run_suite(place: Place, rounds: int) -> Found:
    """Run a suite in all ways."""
    found = Found()
    # Before anything has run: tests leave files behind.
    copy = place.work / "stripped" / place.suite.name / place.source.name
    found.taken = strip_copy(place.source, copy)
    # Whoever comes first would pay for compiling: pytest compiles a suite, and the
    # plugins beside it, in a way of its own.
    for switch in (_WITHOUT, ()):
        _start(place, (*switch, "--collect-only"), "collected")
    for number in range(rounds):
        ways = [(found.own, _WITHOUT, "own"), (found.beside, (), "beside")]
        for runs, options, name in ways if number % 2 == 0 else reversed(ways):
            _run(runs, place, options, f"{name}-{number}")
        if found.own.spent[0].wall > _SHORT_SECONDS:
            break
    suite = replace(place.suite, arguments=without_keys(place.suite.arguments))
    bare = replace(place, suite=suite, source=copy)
    _run(found.stripped, bare, (), "stripped-0")
    _once_more(found, place, bare)
    return found


def _once_more(found: Found, place: Place, bare: Place) -> None:
    """Run again what came out worse, to tell a loss from a test that is unsteady."""
    once = len(found.beside.outcomes) == 1
    if once and _lost(found.own, found.beside):
        _run(found.beside, place, (), "beside-again")
    if _lost(found.own, found.stripped):
        _run(found.stripped, bare, (), "stripped-again")
    if once and (_lost(found.own, found.beside) or _lost(found.own, found.stripped)):
        _run(found.own, place, _WITHOUT, "own-again")


def _lost(own: Runs, loopwise: Runs) -> bool:
    return any(one.worse for one in compare(own.outcomes, loopwise.outcomes))


def _run(runs: Runs, place: Place, options: Sequence[str], name: str) -> None:
    outcomes, spent = _start(place, options, name)
    if not outcomes:
        raise NotRunnableError(f"no test ran {name}, exit code {spent.code}")
    if options == _WITHOUT and "passed" not in outcomes.values():
        raise NotRunnableError("no test passes with its own plugin")
    runs.outcomes.append(outcomes)
    runs.spent.append(spent)


def _start(
    place: Place, options: Sequence[str], name: str
) -> tuple[dict[str, str], Spent]:
    answer = place.work / "outcomes" / place.suite.name / f"{name}.json"
    answer.parent.mkdir(parents=True, exist_ok=True)
    answer.unlink(missing_ok=True)
    log = answer.with_suffix(".txt")
    # Servers of their own for each run: nothing is left over from the last.
    with running(place.suite.services) as addresses:
        at = replace(place, addresses=addresses)
        spent = start(at, (*_NOTE, *options), log, {ANSWER: str(answer)})
    return _read(answer), spent


def _read(answer: Path) -> dict[str, str]:
    if not answer.exists():
        return {}
    found: dict[str, str] = json.loads(answer.read_text(encoding="utf-8"))
    return found
