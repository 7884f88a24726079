"""A comparison as lines for people, and as the tables of the documentation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from benchmarks.compat.comparing import Comparison, Difference


def as_lines(found: Comparison) -> Iterator[str]:
    """Say what differs, the unexpected first."""
    for one in found.unexpected:
        yield from _entry("UNEXPECTED", one)
    for test in found.settled:
        yield f"NO LONGER   {test}"
        yield "            ends alike: take it out of expected.toml"
    for one in found.differences:
        if one.reason:
            yield from _entry("expected", one)
            yield f"            {one.reason}"
    alike = ", ".join(f"{count} {outcome}" for outcome, count in found.alike.items())
    yield (
        f"{found.tests} tests: {found.alike.total()} end alike ({alike}), "
        f"{len(found.differences)} otherwise, "
        f"{len(found.unexpected)} of them unexpected"
    )


def as_page(found: Comparison, versions: Mapping[str, str]) -> Iterator[str]:
    """Write the part of the documentation that is measured."""
    named = [f"{name} {version}" for name, version in versions.items()]
    yield f"Measured with {', '.join(named[:-1])} and {named[-1]}."
    yield ""
    yield "| tests of pytest-asyncio | |"
    yield "|---|--:|"
    yield f"| in its suite | {found.tests} |"
    for outcome, count in found.alike.items():
        yield f"| {outcome} with both | {count} |"
    yield f"| other outcome with Loopwise | {len(found.differences)} |"
    if found.differences:
        yield ""
        yield "| test | pytest-asyncio | Loopwise | why |"
        yield "|---|---|---|---|"
        for one in found.differences:
            yield _row(one)


def _entry(label: str, one: Difference) -> Iterator[str]:
    yield f"{label:<12}{one.test}"
    yield f"            pytest-asyncio: {one.own}"
    yield f"            Loopwise:       {one.loopwise}"


def _row(one: Difference) -> str:
    cells = (f"`{one.test}`", one.own, one.loopwise, one.reason or "not expected")
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
