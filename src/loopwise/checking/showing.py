"""Findings with paths as one sees them from where the command was started."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from loopwise.model.finding import Finding
from loopwise.model.place import Place, shorten


def shown_from(finding: Finding, root: Path, directory: Path) -> Finding:
    """Write a finding's places, relative to a rootdir, as seen from a directory."""
    if root == directory:
        return finding

    def moved(place: Place) -> Place:
        file = shorten(str(root / place.file), str(directory))
        return Place(file, place.line, place.column)

    one = finding.diagnostic
    steps = tuple(dataclasses.replace(s, place=moved(s.place)) for s in one.path)
    return dataclasses.replace(
        finding,
        diagnostic=dataclasses.replace(one, path=steps),
        place=moved(finding.place),
        end=moved(finding.end) if finding.end else None,
    )
