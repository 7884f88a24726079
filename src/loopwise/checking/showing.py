"""Findings with paths as they are seen from elsewhere."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

from loopwise.model.finding import Finding, Repair
from loopwise.model.place import Place, shorten

Move = Callable[[str], str]


def shown_from(finding: Finding, root: Path, directory: Path) -> Finding:
    """Write a finding's places, relative to a rootdir, as seen from a directory."""
    if root == directory:
        return finding
    return with_places(finding, lambda file: shorten(str(root / file), str(directory)))


def with_places(finding: Finding, move: Move) -> Finding:
    """Give a finding with other names of the files of its places."""

    def moved(place: Place) -> Place:
        return Place(move(place.file), place.line, place.column)

    one = finding.diagnostic
    steps = tuple(dataclasses.replace(s, place=moved(s.place)) for s in one.path)
    return dataclasses.replace(
        finding,
        diagnostic=dataclasses.replace(one, path=steps),
        place=moved(finding.place),
        end=moved(finding.end) if finding.end else None,
    )


def with_files(finding: Finding, move: Move) -> Finding:
    """Give a finding with other absolute paths, also of what its repair edits."""
    repair = finding.repair
    if repair is not None:
        edits = tuple(
            dataclasses.replace(one, file=move(one.file)) for one in repair.edits
        )
        repair = Repair(repair.text, edits, repair.is_safe)
    return dataclasses.replace(finding, file=move(finding.file), repair=repair)
