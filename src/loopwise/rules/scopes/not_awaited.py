"""LW105: an async fixture that strict mode leaves to pytest, which never awaits."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.fixes.imports import add_import
from loopwise.model.diagnostic import Diagnostic
from loopwise.model.finding import Edit, Finding, Repair, TextEdit
from loopwise.model.settings import Mode
from loopwise.model.suite import Test
from loopwise.plan.steps import member_step, test_step
from loopwise.rules.checked import Checked
from loopwise.rules.rule import Example, ProjectRule
from loopwise.rules.scopes.found_at import finding_at, fixes
from loopwise.static.suite.static_suite import FixtureSite, StaticSuite

AUTO = "run all async tests and fixtures: asyncio_mode = auto"
_PYTEST = "pytest.fixture"


class NotAwaited(ProjectRule):
    """In strict mode, an async fixture that is decorated with `pytest.fixture`.

    **What it means.** In strict mode, the default of pytest-asyncio, an async fixture
    is run if its decorator says so. Decorated with `pytest.fixture`, the test gets the
    coroutine, or the generator, itself; pytest 9 refuses it.

    **What to do.** Decorate it with `pytest_asyncio.fixture`, or choose the auto mode.
    """

    code = "LW105"
    name = "fixture-not-awaited"
    summary = "An async fixture that nothing awaits in strict mode"
    bad = (
        Example(
            {
                "test_example.py": """
                    import pytest

                    @pytest.fixture
                    async def number():
                        return 42

                    @pytest.mark.asyncio
                    async def test_number(number):
                        assert number == 42
                """
            },
            shows="number",
        ),
    )
    good = (
        Example(
            {
                "test_example.py": """
                    import pytest
                    import pytest_asyncio

                    @pytest_asyncio.fixture
                    async def number():
                        return 42

                    @pytest.mark.asyncio
                    async def test_number(number):
                        assert number == 42
                """
            },
        ),
        Example(
            {
                "pytest.ini": """
                    [pytest]
                    asyncio_mode = auto
                """,
                "test_example.py": """
                    import pytest

                    @pytest.fixture
                    async def number():
                        return 42

                    async def test_number(number):
                        assert number == 42
                """,
            },
        ),
    )

    def check(self, checked: Checked) -> Iterator[Finding]:
        """Give each such fixture that a marked test uses."""
        static = checked.suite
        if static.settings.mode is not Mode.STRICT or checked.project.has_unread_mode:
            return  # the section that is not read is what is wrong
        for number, site in static.fixtures.items():
            if site.decorated_by == _PYTEST and site.is_async_def:
                test = _user(static, number)
                if test is not None:
                    yield self._finding(checked, site, number, test)

    def _finding(
        self, checked: Checked, site: FixtureSite, number: int, test: Test
    ) -> Finding:
        package = "loopwise"
        if not checked.project.runner.is_loopwise:
            package = "pytest_asyncio"
        diagnostic = Diagnostic(
            self.code,
            f"fixture `{site.name}` is async, but nothing awaits it",
            (member_step(checked.suite.suite.members[number]), test_step(test)),
            "in strict mode an async fixture is run if its decorator says so; "
            "pytest.fixture hands out the coroutine, or the generator, itself.",
            fixes([f"decorate it with @{package}.fixture", AUTO]),
        )
        return finding_at(site.file, site.node, diagnostic, _repair(site, package))


def _user(static: StaticSuite, number: int) -> Test | None:
    """Give a test of ours that uses a fixture: others' plugins may await it."""
    for test in static.suite.tests:
        if test.is_async and number in test.uses.of:
            return test
    return None


def _repair(site: FixtureSite, package: str) -> Repair | None:
    called = site.decorator
    if isinstance(called, ast.Call):
        called = called.func
    if not isinstance(called, ast.Attribute) or not isinstance(called.value, ast.Name):
        return None  # imported by its own name: that may be used elsewhere
    start, end = site.file.span(called)
    edits: list[Edit] = [
        TextEdit(str(site.file.path), start, end, f"{package}.fixture")
    ]
    imported = add_import(site.file, package)
    if imported is not None:
        edits.insert(0, imported)
    return Repair(f"decorate it with @{package}.fixture", tuple(edits))
