"""Runs a suite under Loopwise before it is migrated, and after."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.migration.migrating import Migrated, migrate
from benchmarks.released.fetching import NotRunnableError
from benchmarks.released.outcomes import ANSWER
from benchmarks.released.services import running
from benchmarks.released.starting import OUTCOMES, Place, start
from benchmarks.suites.comparing import Difference, compare, counts

WAYS = {"safe": (), "unsafe": ("--unsafe-fixes",)}
"""The options of the command, by the ways that suites are migrated in."""


@dataclass(slots=True)
class Verdict:
    """What was found of a suite."""

    name: str
    version: str = ""
    before: dict[str, int] = field(default_factory=dict)
    """How many tests came out how, as they were written."""
    migrated: dict[str, Migrated] = field(default_factory=dict)
    differences: dict[str, list[Difference]] = field(default_factory=dict)
    void: str = ""

    def faults(self) -> list[str]:
        """Give what must not be: a broken file, a changed one, a lost outcome."""
        found = []
        for way, copy in self.migrated.items():
            found += [f"{way}: {name} does not compile" for name in copy.broken]
            if not copy.is_settled:
                found.append(f"{way}: a second time changes more")
        for one in self.differences.get("safe", ()):
            if one.worse or one.better:
                found.append(f"safe: {one.test}: {one.was} -> {one.came}")
        return found


def run_suite(place: Place, loopwise: Path, verdict: Verdict) -> None:
    """Run a suite in all ways, and note in its verdict what came out otherwise."""
    copies = {
        way: migrate(place.source, _copy(place, way), loopwise, *options)
        for way, options in WAYS.items()
    }
    verdict.migrated = copies
    before = [_outcomes(place, "before")]
    verdict.before = counts(before[0])
    for way, one in copies.items():
        if not one.changed:
            verdict.differences[way] = []
            continue
        at = replace(place, source=one.copy)
        after = [_outcomes(at, way)]
        if list(compare(before, after)):
            # Once more each, to tell a loss from a test that is unsteady.
            before.append(_outcomes(place, "before"))
            after.append(_outcomes(at, way))
        verdict.differences[way] = list(compare(before, after))


def _copy(place: Place, way: str) -> Path:
    return place.work / "migrated" / way / place.suite.name / place.source.name


def _outcomes(place: Place, way: str, options: Sequence[str] = ()) -> dict[str, str]:
    answer = place.work / "migration" / place.suite.name / f"{way}.json"
    answer.parent.mkdir(parents=True, exist_ok=True)
    answer.unlink(missing_ok=True)
    log = answer.with_suffix(".txt")
    with running(place.suite.services) as addresses:
        at = replace(place, addresses=addresses)
        start(at, ("-p", OUTCOMES, *options), log, {ANSWER: str(answer)})
    if not answer.exists():
        raise NotRunnableError(f"no test ran {way}, see {log}")
    found: dict[str, str] = json.loads(answer.read_text(encoding="utf-8"))
    return found
