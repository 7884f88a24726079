"""Verdicts as text for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.suites.causes import Cause
from benchmarks.suites.comparing import Difference
from benchmarks.suites.verdicts import WAYS, Verdict, cause_of

_MOST = 12
_WORDS = {"beside": "installed beside", "stripped": "choices of loops taken out"}


def as_lines(verdict: Verdict, causes: tuple[Cause, ...]) -> Iterator[str]:
    """Say of one suite what came out otherwise, and why as far as that is known."""
    if verdict.void:
        yield f"{verdict.name} {verdict.version}: void: {verdict.void}"
        return
    changes = ", ".join(f"{way} {_change(verdict, way)}" for way in WAYS)
    yield (
        f"{verdict.name} {verdict.version}: {_outcomes(verdict)}; {changes}; "
        f"cpu {verdict.cpu:.2f} of {verdict.cpu_seconds:.1f} s, "
        f"wall {verdict.wall:.2f} of {verdict.wall_seconds:.1f} s"
    )
    for way in WAYS:
        for one in (*verdict.worse(way)[:_MOST], *verdict.unsteady(way)[:_MOST]):
            cause = _cause(causes, verdict, way, one)
            yield f"  {way}: {one.test}: {one.was} -> {one.came}: {cause}"


def unexplained(verdicts: Sequence[Verdict], causes: tuple[Cause, ...]) -> int:
    """Count the tests that came out worse without a cause on the list."""
    return sum(
        not cause_of(causes, verdict, way, one)
        for verdict in verdicts
        for way in WAYS
        for one in verdict.worse(way)
    )


def as_table(verdicts: Sequence[Verdict], causes: tuple[Cause, ...]) -> Iterator[str]:
    """Draw the table as it stands in the documentation, and what differs below it."""
    yield (
        "| suite | run by | what it uses | tests | with its own plugin "
        "| beside | stripped | taken out | CPU | wall |"
    )
    yield "|---|---|---|--:|---|---|---|---|--:|--:|"
    counted = [one for one in verdicts if not one.void]
    for one in counted:
        cells = (
            f"{one.name} {one.version}",
            one.plugin.replace("==", " "),
            one.about,
            sum(one.own.values()),
            _outcomes(one),
            *(_change(one, way) for way in WAYS),
            one.taken or "nothing there",
            f"{one.cpu:.2f} of {one.cpu_seconds:.1f} s",
            f"{one.wall:.2f} of {one.wall_seconds:.1f} s",
        )
        yield f"| {' | '.join(map(str, cells))} |"
    total = sum(sum(one.own.values()) for one in counted)
    lost = (sum(len(one.worse(way)) for one in counted) for way in WAYS)
    changes = " | ".join(f"{count} worse" for count in lost)
    yield f"| **all {len(counted)}** | | | {total} | | {changes} | | | |"
    yield ""
    yield from _differences(counted, causes)


def _differences(
    verdicts: Sequence[Verdict], causes: tuple[Cause, ...]
) -> Iterator[str]:
    rows: dict[tuple[str, str, str], list[str]] = {}
    for verdict in verdicts:
        for way in WAYS:
            for one in (*verdict.worse(way), *verdict.unsteady(way)):
                cause = _cause(causes, verdict, way, one)
                rows.setdefault((verdict.name, way, cause), []).append(one.test)
    if not rows:
        yield "No test came out worse."
        return
    yield "| suite | how | tests | for example | cause |"
    yield "|---|---|--:|---|---|"
    for (name, way, cause), tests in rows.items():
        first = tests[0].replace("|", "\\|")
        yield f"| {name} | {_WORDS[way]} | {len(tests)} | `{first}` | {cause} |"


def _cause(
    causes: tuple[Cause, ...], verdict: Verdict, way: str, one: Difference
) -> str:
    known = cause_of(causes, verdict, way, one)
    if one.unsteady:
        often = f"worse in {one.times} of {one.runs} runs"
        return f"{often}: {known}" if known else often
    return known or "UNEXPLAINED"


def _outcomes(verdict: Verdict) -> str:
    return ", ".join(f"{count} {name}" for name, count in verdict.own.items())


def _change(verdict: Verdict, way: str) -> str:
    counts = {
        "worse": len(verdict.worse(way)),
        "better": len(verdict.better(way)),
        "unsteady": len(verdict.unsteady(way)),
    }
    told = [f"{count} {word}" for word, count in counts.items() if count]
    return ", ".join(told) or "the same"
