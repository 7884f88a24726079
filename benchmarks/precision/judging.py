"""Says of each async test whether its loop was as wide as what it touched."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from benchmarks.released.outcomes import worst

_CHOSEN = frozenset({"MARK", "MINIMUM", "LOOP_SCOPE"})
_PLACE = re.compile(r" \([^)]*\)$")


@dataclass(slots=True)
class Verdict:
    """A suite's figures."""

    name: str
    version: str = ""
    about: str = ""
    tests: int = 0
    """Async tests that passed."""
    wider: int = 0
    """Those on a loop that is wider than their own."""
    chosen: int = 0
    """Those that the suite itself put there, with a mark or a setting."""
    too_wide: list[dict[str, Any]] = field(default_factory=list)
    too_narrow: dict[str, str] = field(default_factory=dict)
    failed: int = 0
    """Tests of all kinds that failed or could not be set up."""
    changed: dict[str, str] = field(default_factory=dict)
    """Tests with another outcome than under their own plugin."""
    void: str = ""

    @property
    def share(self) -> float:
        """The share of tests on a wider loop than they needed."""
        return len(self.too_wide) / self.tests if self.tests else 0.0

    def reasons(self) -> list[tuple[str, int]]:
        """Give why tests were put too wide, the most frequent first."""
        return Counter(_way(one) for one in self.too_wide).most_common()


def judge(verdict: Verdict, own: dict[str, Any], loopwise: dict[str, Any]) -> None:
    """Compare where tests ran with what they touched, and with their own plugin."""
    outcomes = loopwise["outcomes"]
    for one in loopwise["tests"]:
        if worst(outcomes.get(one["id"], ["failed"])) in {"passed", "xfailed"}:
            _judge_test(verdict, one)  # of others nobody knows what they would touch
    for name, symptom in loopwise["symptoms"].items():
        if name not in own["symptoms"]:
            verdict.too_narrow[name] = symptom
    verdict.failed = sum(worst(one) in {"failed", "error"} for one in outcomes.values())
    before, after = _by_function(own), _by_function(loopwise)
    for name in {**before, **after}:
        was, came = before.get(name, Counter()), after.get(name, Counter())
        if was != came:
            verdict.changed[name] = f"{dict(was - came)} -> {dict(came - was)}"


def _judge_test(verdict: Verdict, one: dict[str, Any]) -> None:
    verdict.tests += 1
    if one.get("elsewhere"):
        verdict.too_narrow[one["id"]] = "touched " + ", ".join(one["elsewhere"])
    if one["scope"] == "function":
        return
    verdict.wider += 1
    if one["because"] in _CHOSEN and not one["widened"]:
        verdict.chosen += 1
    elif not one["touched"] and not one["unseen"]:
        verdict.too_wide.append(one)


def _by_function(answer: dict[str, Any]) -> dict[str, Counter[str]]:
    """Count outcomes for each test function: some parameters are drawn at random."""
    found: dict[str, Counter[str]] = {}
    for name, phases in answer["outcomes"].items():
        counter = found.setdefault(name.partition("[")[0], Counter())
        counter[worst(phases)] += 1
    return found


def _way(one: dict[str, Any]) -> str:
    if one["widened"]:
        return f"widened as it ran, from {one['planned']}"
    steps = [_PLACE.sub("", step) for step in one["steps"]]
    through = f"  (through {' -> '.join(steps[:-1])})" if steps[1:] else ""
    return f"{one['reason']}{through}"
