"""Findings of two rules about the same thing: the one that knows more is told."""

from __future__ import annotations

from collections.abc import Iterable

from loopwise.model.finding import Finding

LESS_THAN = {"LW103": frozenset({"LW311", "LW312"})}
"""Codes that are not told where one of the others is told of the same line."""


def without_doubles(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out what another finding of the same line says better."""
    found = list(findings)
    told: dict[tuple[str, int], set[str]] = {}
    for one in found:
        told.setdefault((one.file, one.place.line), set()).add(one.code)
    return [
        one
        for one in found
        if LESS_THAN.get(one.code, frozenset()).isdisjoint(
            told[one.file, one.place.line]
        )
    ]
