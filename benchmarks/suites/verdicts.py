"""What was found of each suite, in a form that can be kept."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.released.suites import RealSuite
from benchmarks.suites.causes import Cause
from benchmarks.suites.comparing import Difference, compare, counts
from benchmarks.suites.running import Found


@dataclass(slots=True)
class Verdict:
    """A suite's figures."""

    name: str
    about: str = ""
    version: str = ""
    plugin: str = ""
    """What runs its async tests by itself."""
    own: dict[str, int] = field(default_factory=dict)
    """How many tests came out how with the suite's own plugin."""
    taken: str = ""
    """What was taken out of the stripped copy."""
    wall: float = 0.0
    """How much longer it takes with Loopwise, on the clock."""
    cpu: float = 0.0
    """The same by the time of the processor."""
    wall_seconds: float = 0.0
    """How long it takes with its own plugin."""
    cpu_seconds: float = 0.0
    beside: list[Difference] = field(default_factory=list)
    stripped: list[Difference] = field(default_factory=list)
    void: str = ""

    def worse(self, way: str) -> list[Difference]:
        """Give the tests that came out worse in one way."""
        found: list[Difference] = getattr(self, way)
        return [one for one in found if one.worse]

    def better(self, way: str) -> list[Difference]:
        """Give the tests that came out better in one way."""
        found: list[Difference] = getattr(self, way)
        return [one for one in found if one.better]

    def unsteady(self, way: str) -> list[Difference]:
        """Give the tests that came out worse in some of the runs only."""
        found: list[Difference] = getattr(self, way)
        return [one for one in found if one.unsteady]

    def keep(self, folder: Path) -> None:
        """Leave it for a later table."""
        folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(self), indent=1)
        (folder / f"{self.name}.json").write_text(text, encoding="utf-8")


WAYS = ("beside", "stripped")


def judge(verdict: Verdict, found: Found) -> None:
    """Fill in the figures of a suite that ran."""
    verdict.own = counts(found.own.outcomes[0])
    verdict.taken = str(found.taken)
    verdict.wall, verdict.cpu = found.ratio("wall"), found.ratio("cpu")
    verdict.wall_seconds = min(one.wall for one in found.own.spent)
    verdict.cpu_seconds = min(one.cpu for one in found.own.spent)
    verdict.beside = list(compare(found.own.outcomes, found.beside.outcomes))
    verdict.stripped = list(compare(found.own.outcomes, found.stripped.outcomes))


def kept(suite: RealSuite, folder: Path) -> Verdict | None:
    """Give what an earlier run found, if it ran to its end."""
    file = folder / f"{suite.name}.json"
    if not file.exists():
        return None
    verdict = Verdict(**json.loads(file.read_text(encoding="utf-8")))
    for way in WAYS:
        rows = getattr(verdict, way)
        setattr(verdict, way, [Difference(**row) for row in rows])
    return None if verdict.void else verdict


def cause_of(
    causes: tuple[Cause, ...], verdict: Verdict, way: str, one: Difference
) -> str:
    """Give the cause of a difference, or nothing if there is none on the list."""
    for cause in causes:
        if cause.explains(verdict.name, way, one.test):
            return cause.text
    return ""
