"""Writes the list of rules, and a page for each, from the rules."""

from __future__ import annotations

import tempfile
import textwrap
from pathlib import Path

from loopwise.checking.one_project import check_project
from loopwise.model.runner import Runner
from loopwise.rules.page import rule_page
from loopwise.rules.registry import every_rule
from loopwise.rules.rule import Example, Rule

REFERENCE = Path(__file__).parent / "reference"
PAGES = REFERENCE / "rules"
LIST = REFERENCE / "_rules.md"

FAMILIES = {
    "1": "Loops and scopes",
    "2": "Loops by hand",
    "3": "Objects that belong to a loop",
    "4": "What runs too long, or never",
    "6": "Configuration",
    "7": "Calls",
    "8": "Leaving pytest-asyncio: only with `loopwise fix --migrate`",
}
"""By the first digit of the codes."""

_SAFE = "`loopwise fix` repairs it."
_UNSAFE = (
    "`loopwise fix --unsafe-fixes` repairs it: the code may do something else then, "
    "so look at what it changes (`--diff`)."
)
_SOME = "Some cases of it `loopwise fix` repairs."


def write() -> None:
    """Write the list and the pages."""
    PAGES.mkdir(exist_ok=True)
    names = {f"{name_of(one)}.md": page(one) for one in every_rule()}
    for old in PAGES.glob("*.md"):
        if old.name not in names:
            old.unlink()
    for name, text in names.items():
        (PAGES / name).write_text(text, encoding="utf-8")
    LIST.write_text(table(), encoding="utf-8")


def name_of(rule: type[Rule]) -> str:
    """Give the name of a rule's page."""
    return f"{rule.code}-{rule.name}"


def page(rule: type[Rule]) -> str:
    """Give the page of a rule, with what `loopwise fix` does about its examples."""
    text = rule_page(rule, repairs_of(rule))
    return text.replace("## ", "# ", 1)


def table() -> str:
    """Give all rules by their families."""
    parts = []
    for digit, title in FAMILIES.items():
        rules = [one for one in every_rule() if one.code[2] == digit]
        if rules:
            lines = [
                f"| [{one.code}](rules/{name_of(one)}.md) | `{one.name}` "
                f"| {one.summary} | {mark(one)} |"
                for one in rules
            ]
            head = "| Code | Name | What it finds | |\n|---|---|---|---|"
            parts.append(f"## {title}\n\n{head}\n" + "\n".join(lines))
    return "\n\n".join(parts) + "\n"


def mark(rule: type[Rule]) -> str:
    """Say in a word whether there are repairs."""
    kinds = repairs_in(rule)
    if True in kinds:
        return "repaired"
    return "repaired with `--unsafe-fixes`" if False in kinds else ""


def repairs_of(rule: type[Rule]) -> str:
    """Say what `loopwise fix` does about a rule's findings."""
    kinds = repairs_in(rule)
    if kinds == {True}:
        return _SAFE
    if kinds == {False}:
        return _UNSAFE
    return _SOME if kinds - {None} else ""


def repairs_in(rule: type[Rule]) -> set[bool | None]:
    """Give whether the findings in the bad examples have safe repairs, or none."""
    found = [one for example in rule.bad for one in findings_in(rule, example)]
    return {one.repair.is_safe if one.repair else None for one in found}


def findings_in(rule: type[Rule], example: Example) -> list:
    """Check an example."""
    version = tuple(int(one) for one in example.version.split(".") if one)
    runner = Runner(example.runner, version or None, "the example")
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        for path, text in example.files.items():
            file = directory / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(textwrap.dedent(text), encoding="utf-8")
        return check_project(directory, [rule], example.args, runner)
