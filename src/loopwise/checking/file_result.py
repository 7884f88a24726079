"""What one file gave."""

from __future__ import annotations

from dataclasses import dataclass

from loopwise.model.finding import Finding


@dataclass(frozen=True, slots=True)
class FileResult:
    """What one file gave."""

    path: str
    findings: tuple[Finding, ...] = ()
    lines: int = 0
    is_test: bool = False
    depends: tuple[str, ...] = ()
    """Paths of other files that the rules looked at."""
