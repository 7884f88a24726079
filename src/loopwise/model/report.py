"""What a run of the checker gives, and what is told about its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from loopwise.model.finding import Finding


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """What is told of a rule where its findings are shown."""

    code: str
    name: str
    summary: str
    """One sentence without a full stop."""
    page: str
    """Markdown without a heading."""
    level: str = "error"
    """``error``, or ``warning`` for advice."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run of the checker gives."""

    findings: tuple[Finding, ...] = ()
    """By file, line and column."""
    files: tuple[str, ...] = ()
    """The Python files that were read, as they are shown."""
    roots: tuple[Path, ...] = ()
    """The rootdirs of the projects that they belong to."""
    lines: int = 0
    tests: int = 0
    """How many of the files pytest would collect."""
    notes: tuple[str, ...] = ()
    """What the user should know that is no finding: one sentence each."""
    is_replayed: bool = False
    """Whether it comes from the cache as a whole."""
    rules: Mapping[str, RuleFacts] = field(default_factory=dict)
    """What is told of rules, by code, in the formats that tell something of them."""

    def level_of(self, code: str) -> str:
        """Give how bad it is what a rule finds: ``error`` or ``warning``."""
        facts = self.rules.get(code)
        return "error" if facts is None else facts.level

    @property
    def counts(self) -> dict[str, int]:
        """How many findings each code has, the most frequent first."""
        found: dict[str, int] = {}
        for one in self.findings:
            found[one.code] = found.get(one.code, 0) + 1
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
