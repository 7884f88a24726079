"""Examples of rules: written, checked, repaired, and run under real pytest."""

from __future__ import annotations

from pathlib import Path

from loopwise.checking.one_project import check_project
from loopwise.fixes.config_edits import apply_config_edits
from loopwise.fixes.files import replace_file
from loopwise.fixes.text_edits import apply
from loopwise.model.finding import Finding, KeyEdit, Repair, SectionEdit, TextEdit
from loopwise.model.runner import LOOPWISE, PYTEST_ASYNCIO, Runner
from loopwise.rules.rule import Example, Rule
from loopwise.static.source_file import read_source
from loopwise.testing import ExampleSuite, Result

AS_PYTEST_ASYNCIO = ("-p", "no:loopwise", "-p", "asyncio")
ROUNDS = 10


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
    """Tell whether the installed pytest-asyncio is the one it is meant for."""
    return example.is_run and not example.version


def check(example: Example, rule: type[Rule], directory: Path) -> list[Finding]:
    """Give what the rule finds in a directory that holds the example."""
    version = tuple(int(one) for one in example.version.split(".") if one)
    runner = (
        Runner(LOOPWISE)
        if example.runner == LOOPWISE
        else Runner(PYTEST_ASYNCIO, version or None, "the example")
    )
    found = check_project(directory, [rule], example.args, runner)
    assert {one.code for one in found} <= {rule.code}
    return found


def repair(example: Example, rule: type[Rule], directory: Path) -> list[Finding]:
    """Make all repairs, as often as there are some; give the findings that remain."""
    for _ in range(ROUNDS):
        found = check(example, rule, directory)
        if not _repair_once(found):
            return found
    raise AssertionError(f"{rule.code} finds something to repair in its own repairs")


def _repair_once(found: list[Finding]) -> bool:
    repairs = [one.repair for one in found if one.repair is not None]
    files = {edit.file for one in repairs for edit in one.edits}
    made = False
    for name in sorted(files):
        path = Path(name)
        old = path.read_bytes()
        if path.suffix != ".py":
            made |= _configure_once(path, old, repairs)
            continue
        file = read_source(path, path.name, old)
        here = [
            one
            for one in repairs
            if all(isinstance(e, TextEdit) and e.file == name for e in one.edits)
        ]
        text, done = apply(file.text, here)
        if done:
            replace_file(path, old, text.encode(file.encoding))
            made = True
    return made


def _configure_once(path: Path, old: bytes, repairs: list[Repair]) -> bool:
    edits = [
        edit
        for one in repairs
        for edit in one.edits
        if edit.file == str(path) and isinstance(edit, (KeyEdit, SectionEdit))
    ]
    new = apply_config_edits(old.decode(), edits, path.name).encode()
    if new != old:
        replace_file(path, old, new)
    return new != old
