"""Verdicts as text for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from benchmarks.explained.judging import Acquittal, Verdict


def as_lines(verdict: Verdict) -> Iterator[str]:
    """Say of one row what its report is good for."""
    row = verdict.row
    if verdict.void:
        yield f"void   {row.name}: {verdict.void}"
        return
    if verdict.right:
        yield f"right  {row.name}: {verdict.fix}"
        return
    yield f"WRONG  {row.name}"
    if not verdict.seen:
        yield "         the error did not happen"
    if verdict.message is None:
        yield f"         nothing is said; {row.code} was expected"
        return
    wanted = f", expected {row.code}" if not verdict.coded else ""
    yield f"         said {verdict.message.code}{wanted}"
    for given, words in (
        (verdict.named, f"the object: {row.thing}"),
        (verdict.owned, f"the owner: {row.owner}, {row.place[0]} {row.place[1]!r}"),
    ):
        if not given:
            yield f"         does not name {words}"
    if verdict.mended != "yes":
        yield f"         fix: {verdict.fix or '-'}: {verdict.mended}"


def as_tables(families: Mapping[str, Sequence[Verdict]]) -> Iterator[str]:
    """Draw the tables as they stand in the documentation."""
    every = [one for verdicts in families.values() for one in verdicts]
    run = [one for one in every if not one.void]
    right = sum(one.right for one in run)
    yield f"{right} of {len(run)} rows are right in every column."
    if missing := len(every) - len(run):
        yield f"{missing} could not be run."
    for family, verdicts in families.items():
        yield ""
        yield f"### {family[0].upper()}{family[1:]}"
        yield ""
        yield (
            "| what somebody did | library | the error | code | object | owner "
            "| first fix | green |"
        )
        yield "|---|---|---|---|---|---|---|---|"
        yield from map(_row, verdicts)


def as_line(acquittal: Acquittal) -> str:
    """Say of one failure that loops have no part in what was said of it."""
    name = acquittal.one.name
    if acquittal.void:
        return f"void   {name}: {acquittal.void}"
    if acquittal.accused:
        return f"WRONG  {name}: {acquittal.accused}"
    return f"silent {name}"


def as_acquitted(acquittals: Sequence[Acquittal]) -> Iterator[str]:
    """Draw the table of what has to be left alone."""
    yield "### Not to blame"
    yield ""
    yield "| what it looks like | what it is | library | what is said |"
    yield "|---|---|---|---|"
    for one in acquittals:
        said = one.void or one.accused or "nothing"
        cells = (f"**{one.one.name}**", one.one.about, one.version, said)
        yield f"| {' | '.join(cells)} |"


def _row(verdict: Verdict) -> str:
    row = verdict.row
    about = f"**{row.name}**: {row.about}"
    library = f"{verdict.version} ({row.stand_in})" if row.stand_in else verdict.version
    if verdict.void:
        cells = (about, row.library, verdict.void, *[""] * 5)
    else:
        message = verdict.message
        cells = (
            about,
            library,
            f"`{verdict.seen}`" if verdict.seen else "did not happen",
            message.code if message else "none",
            _yes(verdict.named),
            _yes(verdict.owned),
            verdict.fix or "none",
            verdict.mended or "no",
        )
    return f"| {' | '.join(one.replace('|', chr(92) + '|') for one in cells)} |"


def _yes(given: bool) -> str:
    return "yes" if given else "no"
