"""Verdicts as text for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.precision.judging import Verdict

_MOST = 12


def as_lines(verdict: Verdict) -> Iterator[str]:
    """Say of one suite what was found, and why tests were put too wide."""
    yield f"{verdict.name} {verdict.version}: {verdict.about}"
    if verdict.void:
        yield f"  void: {verdict.void}"
        return
    yield (
        f"  {verdict.tests} async tests, {verdict.wider} on wider loops "
        f"({verdict.chosen} of them by the suite's own choice), "
        f"{len(verdict.too_wide)} too wide, {len(verdict.too_narrow)} too narrow, "
        f"{verdict.failed} failed, {len(verdict.changed)} with another outcome"
    )
    for reason, count in verdict.reasons()[:_MOST]:
        yield f"  too wide {count:5}  {reason}"
    for name, text in list(verdict.too_narrow.items())[:_MOST]:
        yield f"  too narrow    {name}: {text}"
    for name, text in list(verdict.changed.items())[:_MOST]:
        yield f"  outcome       {name}: {text}"


def as_table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Draw the table as it stands in the documentation."""
    yield "| suite | version | async tests | wider | too wide | share | too narrow |"
    yield "|---|---|--:|--:|--:|--:|--:|"
    counted = [one for one in verdicts if not one.void]
    for one in counted:
        yield _row(one.name, one.version, [one])
    yield _row("all", "", counted)


def _row(name: str, version: str, verdicts: Sequence[Verdict]) -> str:
    tests = sum(one.tests for one in verdicts)
    wide = sum(len(one.too_wide) for one in verdicts)
    cells = (
        name,
        version,
        tests,
        sum(one.wider for one in verdicts),
        wide,
        f"{wide / tests:.1%}" if tests else "–",
        sum(len(one.too_narrow) for one in verdicts),
    )
    return f"| {' | '.join(map(str, cells))} |"
