"""One rule, asked about a few files."""

from __future__ import annotations

import textwrap
from pathlib import Path

from loopwise.model.finding import Finding
from loopwise.report.diagnostic_text import render
from loopwise.rules.rule import Example, Rule
from tests.rules.running import check, repair, suite_of


def found(
    rule: type[Rule],
    directory: Path,
    text: str,
    *,
    runner: str = "pytest-asyncio",
    **files: str,
) -> list[Finding]:
    """Give what a rule finds in a test file, beside modules with other texts."""
    others = {f"{name.replace('__', '/')}.py": one for name, one in files.items()}
    example = Example({**others, "test_it.py": text}, runner=runner)
    suite_of(example).write(directory)
    return check(example, rule, directory)


def lines(findings: list[Finding]) -> list[int]:
    """Give the lines of findings."""
    return [one.place.line for one in findings]


def messages(findings: list[Finding]) -> str:
    """Give the whole texts of findings."""
    return "\n\n".join(render(one.diagnostic) for one in findings)


def repaired(rule: type[Rule], directory: Path, text: str, **files: str) -> str:
    """Give the test file after all repairs of a rule, without its indentation."""
    others = {f"{name.replace('__', '/')}.py": one for name, one in files.items()}
    example = Example({**others, "test_it.py": text})
    suite_of(example).write(directory)
    repair(example, rule, directory)
    return (directory / "test_it.py").read_text(encoding="utf-8")


def plain(text: str) -> str:
    """Take the indentation from a text."""
    return textwrap.dedent(text)
