"""Compares two runs test by test, with the differences that are expected."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.compat.running import Run

_FILE = Path(__file__).with_name("expected.toml")
_NOT_THERE = "not collected"


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known to differ."""

    release: str
    """Of pytest-asyncio."""
    reasons: Mapping[str, str]
    """By the test's id, why it ends otherwise."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A test that does not end alike."""

    test: str
    own: str
    """With pytest-asyncio."""
    loopwise: str
    reason: str
    """Empty if nobody expected it."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs of one suite."""

    tests: int
    alike: Counter[str]
    """How many tests ended alike, by their outcome."""
    differences: tuple[Difference, ...]
    settled: tuple[str, ...]
    """Tests that were expected to end otherwise, and end alike."""

    @property
    def unexpected(self) -> list[Difference]:
        """The differences without a reason."""
        return [one for one in self.differences if not one.reason]

    @property
    def is_as_expected(self) -> bool:
        """Whether all that differs is expected to, and the other way round."""
        return not self.unexpected and not self.settled


def read_expected() -> Expected:
    """Read the list of expected differences."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return Expected(rows["release"], rows["reasons"])


def compare(own: Run, loopwise: Run, expected: Mapping[str, str]) -> Comparison:
    """Compare the outcomes of all tests that either run has."""
    names = list({**own.outcomes, **loopwise.outcomes})
    alike = [one for one in names if _outcome(own, one) == _outcome(loopwise, one)]
    differences = [
        Difference(one, _said(own, one), _said(loopwise, one), expected.get(one, ""))
        for one in names
        if one not in set(alike)
    ]
    return Comparison(
        len(names),
        Counter(_outcome(own, one) for one in alike),
        tuple(differences),
        tuple(expected.keys() - {one.test for one in differences}),
    )


def _outcome(run: Run, test: str) -> str:
    return run.outcomes.get(test, _NOT_THERE)


def _said(run: Run, test: str) -> str:
    outcome, message = _outcome(run, test), run.messages.get(test)
    return f"{outcome}: {message}" if message else outcome
