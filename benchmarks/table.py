"""Outcomes as text for people and as data for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from benchmarks.rounds import CLOCKS, Outcome, Series, Spread
from benchmarks.runners import SYNC_TWIN

_NAME = 20
_HEAD = (
    f"{'':{_NAME}}{'seconds':^18}{'times the sync twin: median (lowest–highest)':^51}"
    f"{'CPU µs':>8}\n"
    f"{'':{_NAME}}{'wall':>6}{'CPU':>6}{'told':>6}"
    f"{'wall':>17}{'CPU':>17}{'told':>17}{'per test':>9}"
)


def as_text(outcome: Outcome) -> str:
    """Draw one shape as a table, with a note for every figure that does not count."""
    rounds = len(outcome.twin.samples)
    title = f"{outcome.shape.name}: {outcome.shape.about}"
    size = f"{outcome.tests} tests, medians of {rounds} interleaved rounds"
    return "\n".join((title, size, "", _HEAD, *_lines(outcome)))


def as_data(outcome: Outcome) -> dict[str, object]:
    """Give every sample and ratio of one shape."""
    return {
        "shape": outcome.shape.name,
        "about": outcome.shape.about,
        "tests": outcome.tests,
        "runners": [_series_data(series, outcome) for series in outcome.series],
    }


def _lines(outcome: Outcome) -> Iterator[str]:
    twin = outcome.twin
    for series in outcome.series:
        name = f"{series.runner.name:{_NAME}}"
        if series.void:
            yield f"{name}  void: {series.void}"
            continue
        line = name + "".join(f"{series.seconds(clock):6.2f}" for clock in CLOCKS)
        if series.runner is not SYNC_TWIN and not twin.void:
            line += "".join(f"{_spread(series.ratio(twin, c)):>17}" for c in CLOCKS)
            line += f"{series.extra_per_test(twin, outcome.tests):+9.0f}"
        yield line


def _spread(spread: Spread) -> str:
    return f"{spread.median:.2f} ({spread.low:.2f}–{spread.high:.2f})"


def _series_data(series: Series, outcome: Outcome) -> dict[str, object]:
    data: dict[str, object] = {
        "name": series.runner.name,
        "version": series.runner.version(),
        "void": series.void,
        "samples": [asdict(sample) for sample in series.samples],
    }
    if not series.void and not outcome.twin.void:
        data["seconds"] = {clock: series.seconds(clock) for clock in CLOCKS}
        data["ratio"] = {
            clock: series.ratio(outcome.twin, clock)._asdict() for clock in CLOCKS
        }
        data["cpu_us_per_test_more"] = series.extra_per_test(
            outcome.twin, outcome.tests
        )
    return data
