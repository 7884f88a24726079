"""LW802: pytest-asyncio's decorator for fixtures, where pytest's own does."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.fixes.imports import add_import
from loopwise.fixes.removal import without_keyword
from loopwise.model.finding import Edit, Finding, Repair
from loopwise.model.runner import LOOPWISE
from loopwise.model.scope import SCOPE_NAMES
from loopwise.rules.collected import FixtureMark, fixture_mark
from loopwise.rules.migration.surroundings import runs_unmarked
from loopwise.rules.rule import Example, SourceRule
from loopwise.rules.view import View

_WORD = "pytest_asyncio.fixture"


class FixtureDecorator(SourceRule):
    """A fixture that is decorated with `pytest_asyncio.fixture`.

    **What it means.** Loopwise runs every async fixture: `@pytest.fixture` is enough. A
    `loop_scope` that is not wider than the fixture's `scope` says nothing either.

    **What to do.** `loopwise fix --migrate` writes `@pytest.fixture`. Where the loop
    scope is wider than the scope it writes `@loopwise.fixture`, which takes one, too.
    """

    code = "LW802"
    name = "pytest-asyncio-fixture"
    summary = "A fixture decorated with `pytest_asyncio.fixture`"
    nodes = (ast.FunctionDef, ast.AsyncFunctionDef)
    words = ("pytest_asyncio",)
    bad = (
        Example(
            {
                "test_example.py": """
                    import pytest_asyncio

                    @pytest_asyncio.fixture(scope="module", loop_scope="module")
                    async def number():
                        return 42

                    async def test_number(number):
                        assert number == 42
                """
            },
            runner=LOOPWISE,
            is_run=False,
            why_not="Loopwise runs it as it is: there is only less to write.",
        ),
    )
    good = (
        Example(
            {
                "test_example.py": """
                    import pytest

                    @pytest.fixture(scope="module")
                    async def number():
                        return 42

                    async def test_number(number):
                        assert number == 42
                """
            },
            runner=LOOPWISE,
        ),
    )

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give a fixture with the decorator."""
        mark = fixture_mark(view, node)
        if mark is None or mark.full != _WORD:
            return
        yield view.finding(
            self.code,
            mark.decorator,
            "the fixture is decorated with `pytest_asyncio.fixture`",
            "Loopwise runs every async fixture, whatever decorates it.",
            repair=_repair(mark, view) if runs_unmarked(view.project) else None,
        )


def _repair(mark: FixtureMark, view: View) -> Repair | None:
    decorator = mark.decorator
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    edits: list[Edit] = []
    package = "pytest"
    if mark.loop_scope:
        if _is_wider(mark.loop_scope, mark.scope):
            package = "loopwise"
        else:
            edit = _without_loop_scope(decorator, view)
            if edit is None:
                return None
            edits.append(edit)
    imported = add_import(view.file, package)
    if imported is not None:
        edits.append(imported)
    if view.holder(package) is None and imported is None:
        return None  # the name means something else here
    edits.append(view.replace(called, f"{package}.fixture"))
    return Repair(f"write `@{package}.fixture`", tuple(edits))


def _is_wider(loop_scope: str, scope: str) -> bool:
    """Whether a loop scope says more than the scope does; also if it can't be told."""
    if loop_scope not in SCOPE_NAMES or scope not in SCOPE_NAMES:
        return True
    return SCOPE_NAMES.index(loop_scope) > SCOPE_NAMES.index(scope)


def _without_loop_scope(decorator: ast.expr, view: View) -> Edit | None:
    if isinstance(decorator, ast.Call):
        for keyword in decorator.keywords:
            if keyword.arg == "loop_scope":
                return without_keyword(view.file, decorator, keyword, bare=True)
    return None
