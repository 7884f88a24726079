"""What each finding is worth: read and judged by hand, once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.findings.checking import Found

_FILE = Path(__file__).with_name("judgements.toml")

TRUE = "true"
"""What the message says is so, and worth changing."""
HARMLESS = "harmless"
"""What the message says is so, and nothing comes of it there."""
FALSE = "false"
"""What the message says is not so, or the code is meant to be just this."""
UNJUDGED = "unjudged"
VALUES = (TRUE, HARMLESS, FALSE, UNJUDGED)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a finding is worth, and why."""

    value: str
    reason: str


Key = tuple[str, str, str, str]
"""Project, code, file, and the text of the line."""


def read_judgements() -> dict[Key, Judgement]:
    """Read them all.

    Raises:
        ValueError: one is no judgement, or two are about the same.
    """
    found: dict[Key, Judgement] = {}
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8")).get("judgement", [])
    for row in rows:
        value = row["value"]
        if value not in VALUES[:-1] or not row["reason"]:
            raise ValueError(f"not a judgement: {row}")
        for file, texts in row["at"].items():
            for text in texts:
                key = (row["project"], row["code"], file, text)
                if key in found:
                    raise ValueError(f"judged twice: {key}")
                found[key] = Judgement(value, row["reason"])
    return found


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding and its judgement; without one it is unjudged."""

    found: Found
    judgement: Judgement

    @property
    def value(self) -> str:
        """What the finding is worth."""
        return self.judgement.value


def judge(
    project: str, found: Iterable[Found], known: dict[Key, Judgement]
) -> list[Judged]:
    """Put findings and judgements together."""
    nobody = Judgement(UNJUDGED, "")
    return [
        Judged(one, known.get((project, one.code, one.file, one.text), nobody))
        for one in found
    ]
