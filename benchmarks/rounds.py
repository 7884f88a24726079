"""Interleaved rounds, and ratios taken pair by pair within each round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Literal, NamedTuple

from benchmarks.measure import Sample, run_once
from benchmarks.runners import SYNC_TWIN, Runner
from benchmarks.shapes import Shape
from benchmarks.suite import write_suite

Clock = Literal["wall", "cpu", "reported"]
CLOCKS: tuple[Clock, ...] = ("wall", "cpu", "reported")


class Spread(NamedTuple):
    """A median and how far the rounds were from it."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Series:
    """All samples of one runner on one shape, in the order of the rounds."""

    runner: Runner
    samples: list[Sample] = field(default_factory=list)

    @property
    def void(self) -> str:
        """Say why these figures do not count; empty when they do."""
        bad = [sample.void for sample in self.samples if sample.void]
        return f"{bad[0]} ({len(bad)} of {len(self.samples)} runs)" if bad else ""

    def seconds(self, clock: Clock) -> float:
        """Give the median of one clock over the rounds."""
        return median(getattr(sample, clock) for sample in self.samples)

    def ratio(self, twin: Series, clock: Clock) -> Spread:
        """Compare with the sync twin, each run with the one of its own round."""
        pairs = zip(self.samples, twin.samples, strict=True)
        # The shortest reported duration is printed as 0.00: never divide by it.
        ratios = [getattr(a, clock) / max(getattr(b, clock), 0.001) for a, b in pairs]
        return Spread(median(ratios), min(ratios), max(ratios))

    def extra_per_test(self, twin: Series, tests: int) -> float:
        """Give the processor time in µs that a test costs more than its sync twin."""
        pairs = zip(self.samples, twin.samples, strict=True)
        return median((a.cpu - b.cpu) / tests * 1e6 for a, b in pairs)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One shape, measured with every runner."""

    shape: Shape
    tests: int
    series: list[Series]

    @property
    def twin(self) -> Series:
        """Give the series that all others are compared with."""
        return next(series for series in self.series if series.runner is SYNC_TWIN)


@dataclass(frozen=True, slots=True)
class Size:
    """How many tests a suite has and how often each runner runs it."""

    tests: int
    rounds: int


def measure_shape(
    folder: Path,
    shape: Shape,
    runners: list[Runner],
    size: Size,
    say: Callable[[str], None],
) -> Outcome:
    """Run A B C, A B C, … after a first round that only warms the byte code."""
    series = [Series(runner) for runner in runners]
    for one in series:
        name = one.runner.name
        write_suite(
            folder / name, shape, one.runner.dialect_for(shape.name), size.tests
        )
    for number in range(size.rounds + 1):
        for one in series:
            name = one.runner.name
            sample = run_once(one.runner, shape, folder / name, size.tests)
            told = f"void, {sample.void}" if sample.void else f"{sample.wall:.2f} s"
            say(f"{shape.name} {number}/{size.rounds} {name}: {told}")
            if number:
                one.samples.append(sample)
    return Outcome(shape, size.tests, series)
