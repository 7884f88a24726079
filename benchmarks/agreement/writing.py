"""What was compared, as text for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.agreement.causes import Cause, cause_of
from benchmarks.agreement.comparing import Compared, files_of
from benchmarks.agreement.suites import LEFT_OUT

_MOST = 15


@dataclass(frozen=True, slots=True)
class Verdict:
    """A suite, and how its two plans compare; or why they do not."""

    name: str
    version: str = ""
    compared: Compared | None = None
    seconds: float = 0.0
    void: str = ""


def as_lines(verdict: Verdict, causes: tuple[Cause, ...]) -> Iterator[str]:
    """Say of one suite what differs."""
    name = f"{verdict.name} {verdict.version}".rstrip()
    found = verdict.compared
    if found is None:
        yield f"{name}: void: {verdict.void}"
        return
    yield (
        f"{name}: {found.equal} of {found.tests} tests ({found.share:.2%}), "
        f"{found.asynchronous} async, read in {verdict.seconds:.2f} s"
    )
    for one in found.different[:_MOST]:
        why = cause_of(causes, verdict.name, one.test) or "UNEXPLAINED"
        yield f"  {one.test}: live {one.live}, source {one.source or '-'}: {why}"
    if len(found.different) > _MOST:
        yield f"  and {len(found.different) - _MOST} more"
    for path, count in files_of(found.extra).items():
        yield f"  only in source: {count} in {path}"


def as_table(verdicts: Sequence[Verdict], causes: tuple[Cause, ...]) -> Iterator[str]:
    """Draw the table as it stands in the documentation, and what differs below it."""
    yield "| suite | tests | async | the same | share | read in |"
    yield "|---|--:|--:|--:|--:|--:|"
    counted = [(one, one.compared) for one in verdicts if one.compared is not None]
    for verdict, found in counted:
        name = f"{verdict.name} {verdict.version}".rstrip()
        yield (
            f"| {name} | {found.tests} | {found.asynchronous} | {found.equal} "
            f"| {found.share:.2%} | {verdict.seconds:.2f} s |"
        )
    tests = sum(one.tests for _, one in counted)
    equal = sum(one.equal for _, one in counted)
    asynchronous = sum(one.asynchronous for _, one in counted)
    share = equal / tests if tests else 1.0
    seconds = sum(one.seconds for one, _ in counted)
    yield (
        f"| **all {len(counted)}** | {tests} | {asynchronous} | {equal} "
        f"| {share:.2%} | {seconds:.2f} s |"
    )
    yield ""
    dynamic = sum(one.by_function for _, one in counted)
    yield f"{dynamic} of the tests were compared by their functions, not by their ids."
    yield ""
    yield from _differences(counted, causes)
    left_out = {one.name: one.void for one in verdicts if one.compared is None}
    for name, why in {**LEFT_OUT, **left_out}.items():
        yield ""
        yield f"Left out is {name}: {why}."


def _differences(
    counted: Sequence[tuple[Verdict, Compared]], causes: tuple[Cause, ...]
) -> Iterator[str]:
    rows: dict[tuple[str, str, str, str], list[str]] = {}
    for verdict, found in counted:
        for one in found.different:
            why = cause_of(causes, verdict.name, one.test) or "UNEXPLAINED"
            key = (verdict.name, one.live, one.source or "not found", why)
            rows.setdefault(key, []).append(one.test)
    if not rows:
        yield "All are the same."
        return
    yield "| suite | tests | for example | live | from source | cause |"
    yield "|---|--:|---|---|---|---|"
    for (name, live, source, why), tests in rows.items():
        first = tests[0].replace("|", "\\|")
        yield f"| {name} | {len(tests)} | `{first}` | {live} | {source} | {why} |"


def unexplained(verdicts: Sequence[Verdict], causes: tuple[Cause, ...]) -> int:
    """Count the tests that differ without a cause on the list."""
    return sum(
        not cause_of(causes, verdict.name, one.test)
        for verdict in verdicts
        if verdict.compared is not None
        for one in verdict.compared.different
    )
