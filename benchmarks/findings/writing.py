"""Findings and their judgements as text for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.findings.judging import FALSE, HARMLESS, TRUE, UNJUDGED, VALUES, Judged
from benchmarks.findings.projects import Project

_HEAD = "| findings | true | harmless | false |"
_LINE = "|--:|--:|--:|--:|"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found in a project."""

    project: Project
    runner: str = ""
    """The one that it declares; `none` is taken for Loopwise."""
    files: int = 0
    lines: int = 0
    own: Sequence[Judged] = ()
    other: Sequence[Judged] = ()
    """What is found by the other runner, and not by its own."""
    void: str = ""


def as_lines(one: Verdict) -> Iterator[str]:
    """Say of one project what was found, and what nobody judged yet."""
    name = f"{one.project.name} {one.project.version}"
    if one.void:
        yield f"{name}: void: {one.void}"
        return
    yield f"{name}: {_told(one.own)}; only by another runner: {_told(one.other)}"
    for each in (*one.own, *one.other):
        if each.value in (FALSE, UNJUDGED):
            found = each.found
            yield (
                f"  {each.value} {found.code} {found.file}:{found.line} {found.what}"
                f" {each.judgement.reason}".rstrip()
            )


def as_tables(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Draw the tables as they stand in the documentation."""
    counted = [one for one in verdicts if not one.void]
    own = [each for one in counted for each in one.own]
    other = [each for one in counted for each in one.other]
    yield (
        f"{len(counted)} projects, {sum(one.files for one in counted):,} files, "
        f"{sum(one.lines for one in counted):,} lines. With the runner that each "
        f"declares: {_told(own)}. Only with the other one: {_told(other)}."
    )
    yield ""
    yield f"| rule {_HEAD} only by the other runner: {_HEAD.removeprefix('| ')}"
    yield f"|---{_LINE}{_LINE.removeprefix('|')}"
    for code in sorted({one.found.code for one in (*own, *other)}):
        mine = [one for one in own if one.found.code == code]
        theirs = [one for one in other if one.found.code == code]
        yield f"| {code} {_cells(mine)} {_cells(theirs)} |"
    yield f"| **all** {_cells(own)} {_cells(other)} |"
    yield ""
    yield f"| project | runner | lines {_HEAD} what | by the other |"
    yield f"|---|---|--:{_LINE}---|--:|"
    for one in counted:
        codes = Counter(each.found.code for each in one.own)
        what = ", ".join(f"{code} {count}" for code, count in sorted(codes.items()))
        yield (
            f"| {one.project.name} {one.project.version} | {one.runner} "
            f"| {one.lines:,} {_cells(one.own)} | {what} | {len(one.other)} |"
        )
    yield ""
    yield from _reasons((*own, *other))


def _reasons(judged: Sequence[Judged]) -> Iterator[str]:
    """List the reasons, but not those of what is true: these are the messages'."""
    yield "| rule | judged | findings | why |"
    yield "|---|---|--:|---|"
    counted = Counter(
        (one.found.code, one.value, one.judgement.reason)
        for one in judged
        if one.value != TRUE
    )
    for (code, value, reason), count in sorted(counted.items()):
        yield f"| {code} | {value} | {count} | {reason} |"


def _cells(judged: Iterable[Judged]) -> str:
    found = Counter(one.value for one in judged)
    values = (found[TRUE], found[HARMLESS], found[FALSE])
    cells = (sum(found.values()), *values)
    return "| " + " | ".join(str(one) if one else "" for one in cells)


def _told(judged: Iterable[Judged]) -> str:
    found = Counter(one.value for one in judged)
    told = ", ".join(f"{found[one]} {one}" for one in VALUES if found[one])
    total = sum(found.values())
    share = f" ({found[FALSE] / total:.1%} false)" if total else ""
    return f"{total} findings{share}: {told}" if total else "nothing"
