"""LW112: fixtures live on wider loops than tests by default, or on narrower ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import ClassVar

from loopwise.model.finding import Finding, KeyEdit, Repair
from loopwise.model.scope import SCOPE_NAMES, Scope
from loopwise.model.step import Step
from loopwise.rules.checked import Checked
from loopwise.rules.in_configuration import (
    FIXTURE_DEFAULT,
    TEST_DEFAULT,
    finding,
)
from loopwise.rules.rule import Example, ProjectRule
from loopwise.static.configuration import Project, Setting
from loopwise.static.ini_lines import BadConfiguration, read_text
from loopwise.static.tree import find_files

_ASYNC_FIXTURE = re.compile(
    r"^[ \t]*@[\w.]*fixture\b[^\n]*(?:\n(?![ \t]*(?:async[ \t]+)?def\b)[^\n]*){0,12}"
    r"\n[ \t]*async[ \t]+def\b",
    re.MULTILINE,
)
_LOOP_SCOPE = re.compile(r"\bloop_scope\b|\basyncio\([ \t]*scope\b")

_TEST = """
    import asyncio

    import pytest


    @pytest.fixture(scope="session")
    async def queue():
        future = asyncio.get_running_loop().create_future()
        yield future


    async def test_one(queue):
        asyncio.get_running_loop().call_soon(queue.set_result, 1)
        assert await queue == 1
"""


class DefaultsDisagree(ProjectRule):
    """Fixtures and tests get different loops by default.

    **What it means.** pytest-asyncio runs async fixtures on the loop of
    `asyncio_default_fixture_loop_scope`, and tests on that of
    `asyncio_default_test_loop_scope`, which is `function` where it is not set. With
    different scopes no test runs on the loop on which its fixtures were made: what a
    fixture opens there (a connection, a pool, a client) fails in the test with
    "attached to a different loop", or in the teardown with "Event loop is closed".

    Loopwise takes both as minimums and gives a test the loop of what it awaits, so
    there is nothing to set.

    **What to do.** Set both to the same scope: the wider one, if fixtures are kept for
    longer than a test. Marks with `loop_scope` say it for single tests.
    """

    code = "LW112"
    name = "loop-scope-defaults-disagree"
    summary = "The defaults for the loop scopes of fixtures and of tests disagree"
    bad: ClassVar[tuple[Example, ...]] = (
        Example(
            {
                "pytest.ini": (
                    "[pytest]\n"
                    "asyncio_mode = auto\n"
                    "asyncio_default_fixture_loop_scope = session\n"
                ),
                "test_example.py": _TEST,
            },
            shows="attached to a different loop",
        ),
        Example(
            {
                "pyproject.toml": (
                    "[tool.pytest.ini_options]\n"
                    'asyncio_mode = "auto"\n'
                    'asyncio_default_fixture_loop_scope = "session"\n'
                    'asyncio_default_test_loop_scope = "function"  # as it was\n'
                ),
                "test_example.py": _TEST,
            },
            shows="attached to a different loop",
        ),
    )
    good: ClassVar[tuple[Example, ...]] = (
        Example(
            {
                "pytest.ini": (
                    "[pytest]\n"
                    "asyncio_mode = auto\n"
                    "asyncio_default_fixture_loop_scope = session\n"
                    "asyncio_default_test_loop_scope = session\n"
                ),
                "test_example.py": _TEST,
            },
        ),
    )

    def check(self, checked: Checked) -> Iterator[Finding]:
        """Compare the two keys, where the runner takes them as they are."""
        project = checked.project
        configuration = project.configuration
        runner = project.runner
        fixtures = configuration.get(FIXTURE_DEFAULT)
        if runner.is_loopwise or runner.is_before(0, 24) or fixtures is None:
            return
        tests = configuration.get(TEST_DEFAULT)
        wide, narrow = _scope(fixtures), _scope(tests)
        if wide is None or narrow is None or wide is narrow:
            return
        if configuration.file is not None and fixtures.place.line:
            if _is_possible_trouble(project):
                yield self._finding(project, fixtures, tests)

    def _finding(
        self, project: Project, fixtures: Setting, tests: Setting | None
    ) -> Finding:
        file = project.configuration.file
        assert file is not None
        fixture_scope, test_scope = _scope(fixtures), _scope(tests)
        assert fixture_scope is not None
        assert test_scope is not None
        wider = str(max(fixture_scope, test_scope))
        path = [Step(FIXTURE_DEFAULT, fixtures.place, "key", str(fixture_scope))]
        if tests is not None and tests.place.line:
            path.append(Step(TEST_DEFAULT, tests.place, "key", str(test_scope)))
        by_default = "" if tests is not None else ", by default,"
        what = (
            f"async fixtures run on the {fixture_scope} loop, and tests{by_default} on "
            f"the {test_scope} loop"
        )
        why = (
            "what a fixture opens there, such as a connection, belongs to that loop, "
            "and a test on another one cannot await it."
        )
        repair, fixes = None, []
        if project.runner.is_before(0, 26):
            # No key for tests yet.
            fixes.append(f'mark the tests with asyncio(loop_scope="{wider}")')
        else:
            text = f"set {FIXTURE_DEFAULT} and {TEST_DEFAULT} to {wider}"
            repair = _repair(project, text, wider)
            fixes.append(text)
        return finding(self.code, what, why, path, file, fixes=fixes, repair=repair)


def _repair(project: Project, text: str, wider: str) -> Repair | None:
    configuration = project.configuration
    overrides = project.addopts.overrides
    if FIXTURE_DEFAULT in overrides or TEST_DEFAULT in overrides:
        return None
    edits = tuple(
        KeyEdit(str(configuration.file), configuration.section, key, wider)
        for key in (FIXTURE_DEFAULT, TEST_DEFAULT)
        if (found := configuration.get(key)) is None or found.text != wider
    )
    # Tests that had a loop each then share one.
    return Repair(text, edits, is_safe=False)


def _scope(setting: Setting | None) -> Scope | None:
    if setting is None:
        return Scope.FUNCTION
    return Scope.from_name(setting.text) if setting.text in SCOPE_NAMES else None


def _is_possible_trouble(project: Project) -> bool:
    """Tell whether there are async fixtures, and nothing chooses loops otherwise.

    Marks with ``loop_scope``, or a conftest that adds them, may put all tests on the
    loop of the fixtures; whether they do is for the rules that know the whole suite.
    """
    if project.args:
        top, places = project.invocation or project.rootdir, project.args
    else:
        top, places = project.rootdir, project.configuration.words("testpaths")
    tree = find_files([one.partition("::")[0] for one in places], top)
    has_fixture = False
    for path in tree.python:
        try:
            text = read_text(path)
        except BadConfiguration:
            continue
        if _LOOP_SCOPE.search(text) is not None:
            return False
        if "fixture" in text and not has_fixture:
            has_fixture = _ASYNC_FIXTURE.search(text) is not None
    return has_fixture
