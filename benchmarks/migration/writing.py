"""Verdicts as text for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.migration.running import WAYS, Verdict


def as_lines(verdict: Verdict) -> Iterator[str]:
    """Say of one suite what was taken out of it, and what came out otherwise."""
    if verdict.void:
        yield f"{verdict.name} {verdict.version}: void: {verdict.void}"
        return
    yield f"{verdict.name} {verdict.version}: {_counted(verdict.before)}"
    for way in WAYS:
        yield f"  {way}: {_taken(verdict, way)}; {_change(verdict, way)}"
        for one in verdict.differences.get(way, ()):
            yield f"    {one.test}: {one.was} -> {one.came}"
    for fault in verdict.faults():
        yield f"  FAULT: {fault}"


def as_table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Draw the table as it stands in the documentation."""
    yield "| suite | tests | taken out | outcomes | with `--unsafe-fixes` | outcomes |"
    yield "|---|--:|---|---|---|---|"
    counted = [one for one in verdicts if not one.void]
    for one in counted:
        cells = [f"{one.name} {one.version}", str(sum(one.before.values()))]
        for way in WAYS:
            cells += [_taken(one, way), _change(one, way)]
        yield f"| {' | '.join(cells)} |"
    total = sum(sum(one.before.values()) for one in counted)
    faults = sum(len(one.faults()) for one in counted)
    yield f"| **all {len(counted)}** | {total} | | {faults} faults | | |"


def _taken(verdict: Verdict, way: str) -> str:
    found = verdict.migrated[way].removed
    if not found:
        return "nothing"
    return ", ".join(
        f"{count} {kind}{'s' * (count > 1)}" for kind, count in found.items()
    )


def _change(verdict: Verdict, way: str) -> str:
    found = verdict.differences.get(way, [])
    told = {
        "worse": sum(one.worse for one in found),
        "better": sum(one.better for one in found),
        "unsteady": sum(one.unsteady for one in found),
    }
    return ", ".join(f"{n} {word}" for word, n in told.items() if n) or "the same"


def _counted(outcomes: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in outcomes.items())
