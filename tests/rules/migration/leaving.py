"""Suites written for pytest-asyncio, as the migration leaves them."""

from __future__ import annotations

import contextlib
import io
import textwrap
from collections.abc import Mapping
from pathlib import Path

from loopwise.cli.main import main
from loopwise.rules.rule import Example, Rule
from loopwise.testing import ExampleSuite
from tests.rules.running import check, repair, run_as_it_is, suite_of

UNSAFE = "--unsafe-fixes"


def migrated(
    directory: Path, files: Mapping[str, str], *options: str, passes: bool = True
) -> dict[str, str]:
    """Write files, run ``loopwise fix --migrate``, and give the texts afterwards.

    The tests in them come out alike under Loopwise before and after, and a second run
    of the command changes nothing.

    Args:
        directory: Where they are written.
        files: Texts by path, indented as one likes.
        options: More of the command's.
        passes: Whether all tests pass.
    """
    suite = ExampleSuite(files, ("-p", "no:cacheprovider"))
    before = suite.run(directory)
    assert before.outcomes, before.text
    assert (before.exit_code == 0) is passes, before.text
    _migrate(directory, *options)
    texts = _texts(directory, files)
    after = ExampleSuite({}, suite.args).run(directory)
    assert after.outcomes == before.outcomes, after.text
    _migrate(directory, *options)
    assert _texts(directory, files) == texts
    return texts


def stays(directory: Path, files: Mapping[str, str], *options: str) -> bool:
    """Tell whether the migration leaves files as they are."""
    texts = migrated(directory, files, *options)
    return texts == {name: text(written) for name, written in files.items()}


def left(directory: Path, files: Mapping[str, str]) -> str:
    """Write files, migrate them, and give what is told of what is left."""
    ExampleSuite(files).write(directory)
    return _migrate(directory, "--output-format", "concise")


def _migrate(directory: Path, *options: str) -> str:
    told = io.StringIO()
    with contextlib.chdir(directory), contextlib.redirect_stdout(told):
        code = main(["fix", "--migrate", "--no-cache", *options])
    assert code in {0, 1}
    return told.getvalue()


def _texts(directory: Path, files: Mapping[str, str]) -> dict[str, str]:
    return {name: (directory / name).read_text(encoding="utf-8") for name in files}


def repaired(rule: type[Rule], directory: Path, **files: str) -> dict[str, str]:
    """Write files, make all repairs of one rule, and give what the files are then.

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
