"""Says of each test whether it came out as with its own plugin, or worse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

# Alike are those that a person would not tell from another at the end of a run.
_RANK = {"missing": 0, "error": 0, "failed": 0, "skipped": 1, "xfailed": 1}
_BEST = 2


@dataclass(frozen=True, slots=True)
class Difference:
    """A test that came out otherwise than with its own plugin."""

    test: str
    was: str
    came: str
    times: int = 1
    """How many of the runs under Loopwise came out so."""
    runs: int = 1

    @property
    def worse(self) -> bool:
        """Whether something was lost."""
        return _rank(self.came) < _rank(self.was) and self.times == self.runs

    @property
    def better(self) -> bool:
        """Whether something was won."""
        return _rank(self.came) > _rank(self.was)

    @property
    def unsteady(self) -> bool:
        """Whether it came out worse in some of the runs, and as before in others."""
        return not self.worse and not self.better


def compare(
    own: Sequence[Mapping[str, str]], loopwise: Sequence[Mapping[str, str]]
) -> Iterator[Difference]:
    """Compare runs: the worst of each test's outcomes on either side.

    Tests with drawn parameters have other ids in each run. They are compared by how
    many of a function came out how.
    """
    steady = set.intersection(*(set(one) for one in (*own, *loopwise)))
    for name in sorted(steady):
        was = min((one[name] for one in own), key=_rank)
        came = min((one[name] for one in loopwise), key=_rank)
        if _rank(was) != _rank(came):
            times = sum(_rank(one[name]) == _rank(came) for one in loopwise)
            yield Difference(name, was, came, times, len(loopwise))
    before, after = _drawn(own[0], steady), _drawn(loopwise[-1], steady)
    for function in sorted({*before, *after}):
        lost = Counter(before.get(function)) - Counter(after.get(function))
        found = Counter(after.get(function)) - Counter(before.get(function))
        if lost or found:
            was = min(lost, key=_rank, default="missing")
            came = min(found, key=_rank, default="missing")
            if _rank(was) != _rank(came):
                yield Difference(function, was, came)


def counts(outcomes: Mapping[str, str]) -> dict[str, int]:
    """Count the outcomes of a run, the most frequent first."""
    return dict(Counter(outcomes.values()).most_common())


def _drawn(outcomes: Mapping[str, str], steady: set[str]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for name, outcome in outcomes.items():
        if name not in steady:
            found.setdefault(name.partition("[")[0], Counter())[outcome] += 1
    return found


def _rank(outcome: str) -> int:
    return _RANK.get(outcome, _BEST)
