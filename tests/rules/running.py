"""Examples of rules: written, checked, repaired, and run under real pytest."""

from __future__ import annotations

import ast
import re
import textwrap
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from loopwise.checking.one_project import check_project
from loopwise.checking.repairing import repair_round
from loopwise.model.finding import Finding
from loopwise.model.runner import LOOPWISE, PYTEST_ASYNCIO, Runner
from loopwise.report.diagnostic_text import render
from loopwise.rules.rule import Example, Rule
from loopwise.testing import ExampleSuite, Result

AS_PYTEST_ASYNCIO = ("-p", "no:loopwise", "-p", "asyncio")
ROUNDS = 10
NEWEST_CHANGE = (1, 4)
"""The release of pytest-asyncio since which all examples fail as they say."""


def suite_of(example: Example) -> ExampleSuite:
    plugins = () if example.runner == LOOPWISE else AS_PYTEST_ASYNCIO
    return ExampleSuite(example.files, (*plugins, *example.args))


def run(example: Example, directory: Path) -> Result:
    return suite_of(example).run(directory)


def run_as_it_is(example: Example, directory: Path) -> Result:
    """Run what is in the directory: the example after its repair."""
    suite = suite_of(example)
    return ExampleSuite({}, suite.args).run(directory)


def runs_here(example: Example) -> bool:
    """Tell whether what the example needs is installed.

    Examples are for the newest pytest-asyncio, unless they name a version.
    """
    if not example.is_run or example.version or missing(example):
        return False
    return example.runner == LOOPWISE or _pytest_asyncio() >= NEWEST_CHANGE


def _pytest_asyncio() -> tuple[int, ...]:
    found = re.findall(r"\d+", version("pytest-asyncio"))
    return tuple(int(one) for one in found[:2])


def missing(example: Example) -> set[str]:
    """Give the libraries that an example imports, or names as drivers, and lacks."""
    own = {part for name in example.files for part in Path(name).with_suffix("").parts}
    wanted: set[str] = set()
    for name, text in example.files.items():
        wanted.update(re.findall(r"\w+\+(\w+)://", text))
        if not name.endswith(".py"):
            continue
        for node in ast.walk(ast.parse(textwrap.dedent(text))):
            if isinstance(node, ast.Import):
                wanted.update(one.name.partition(".")[0] for one in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                wanted.add(node.module.partition(".")[0])
    return {one for one in wanted - own if find_spec(one) is None}


def check(example: Example, rule: type[Rule], directory: Path) -> list[Finding]:
    """Give what the rule finds in a directory that holds the example."""
    written_for = tuple(int(one) for one in example.version.split(".") if one)
    runner = (
        Runner(LOOPWISE, None, "the example")
        if example.runner == LOOPWISE
        else Runner(PYTEST_ASYNCIO, written_for or None, "the example")
    )
    found = check_project(directory, [rule], example.args, runner)
    assert {one.code for one in found} <= {rule.code}
    return found


def repair(example: Example, rule: type[Rule], directory: Path) -> list[Finding]:
    """Make all repairs, as often as there are some; give the findings that remain."""
    for _ in range(ROUNDS):
        found = check(example, rule, directory)
        if not repair_round(one.repair for one in found if one.repair).made:
            return found
    raise AssertionError(f"{rule.code} finds something to repair in its own repairs")


def messages(rule: type[Rule], number: int, directory: Path) -> str:
    """Give all that is said of a bad example."""
    example = rule.bad[number]
    suite_of(example).write(directory)
    found = check(example, rule, directory)
    return "\n\n".join(render(one.diagnostic) for one in found)
