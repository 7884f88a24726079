"""Suites written for pytest-asyncio, as the migration leaves them."""

from __future__ import annotations

import textwrap
from pathlib import Path

from loopwise.rules.rule import Example, Rule
from tests.rules.running import check, repair, run_as_it_is, suite_of


def repaired(rule: type[Rule], directory: Path, **files: str) -> dict[str, str]:
    """Write files, make all repairs, and give what the files are afterwards.

    The tests in them pass under Loopwise, before and after.
    """
    texts = {
        name.replace("__", "/") + (".ini" if name == "pytest" else ".py"): one
        for name, one in files.items()
    }
    example = Example(texts, runner="loopwise")
    suite_of(example).write(directory)
    assert run_as_it_is(example, directory).exit_code == 0
    repair(example, rule, directory)
    result = run_as_it_is(example, directory)
    assert result.exit_code == 0, result.text
    return {name: (directory / name).read_text(encoding="utf-8") for name in texts}


def found(rule: type[Rule], directory: Path, **files: str) -> list[str]:
    """Write files, and give the places that the rule finds."""
    example = Example({f"{name}.py": one for name, one in files.items()})
    suite_of(example).write(directory)
    return [str(one.place) for one in check(example, rule, directory)]


def text(written: str) -> str:
    """Take the indentation from a text."""
    return textwrap.dedent(written)
