"""LW802: pytest-asyncio's decorator for fixtures, where pytest's own does."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.fixes.imports import add_import
from loopwise.fixes.removal import without_keyword
from loopwise.model.finding import Edit, Finding, Repair
from loopwise.model.runner import LOOPWISE
from loopwise.model.scope import SCOPE_NAMES
from loopwise.rules.collected import Def, FixtureMark, keywords_of
from loopwise.rules.migration.surroundings import (
    ANYIO,
    is_anywhere,
    runs_unmarked,
)
from loopwise.rules.rule import WARNING, Example, SourceRule
from loopwise.rules.view import View

_WORD = "pytest_asyncio.fixture"


class FixtureDecorator(SourceRule):
    """A fixture that is decorated with `pytest_asyncio.fixture`.

    **What it means.** Loopwise runs every async fixture: `@pytest.fixture` is enough. A
    `loop_scope` that is not wider than the fixture's `scope` says nothing either.

    **What to do.** `loopwise fix --migrate` writes `@pytest.fixture`. Where the loop
    scope is wider than the scope it writes `@loopwise.fixture`, which takes one, too.
    So it does where anyio or Trio run tests that may ask for the fixture. A sync
    function that is decorated so runs on a loop: `--unsafe-fixes` changes it.
    """

    code = "LW802"
    level = WARNING
    name = "pytest-asyncio-fixture"
    summary = "A fixture decorated with `pytest_asyncio.fixture`"
    nodes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Call)
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
        """Give a fixture with the decorator, or one that is made by calling it."""
        if not runs_unmarked(view.project):
            return  # it is needed: what the configuration says goes first
        if isinstance(node, ast.Call):
            if view.qualified(node.func) == _WORD and not _is_decorator(node, view):
                yield self._finding(node, view, _of_call(node, view))
            return
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        for one in node.decorator_list:
            called = one.func if isinstance(one, ast.Call) else one
            if view.qualified(called) == _WORD:
                mark = FixtureMark(one, _WORD, keywords_of(one))
                yield self._finding(one, view, _of_decorator(node, mark, view))

    def _finding(self, node: ast.expr, view: View, repair: Repair | None) -> Finding:
        return view.finding(
            self.code,
            node,
            "the fixture is decorated with `pytest_asyncio.fixture`",
            "Loopwise runs every async fixture, whatever decorates it.",
            repair=repair if runs_unmarked(view.project) else None,
        )


def _is_decorator(node: ast.Call, view: View) -> bool:
    around = view.parents[-1] if view.parents else None
    return node in getattr(around, "decorator_list", ())


def _of_decorator(node: Def, mark: FixtureMark, view: View) -> Repair | None:
    is_last = node.decorator_list[-1] is mark.decorator
    if isinstance(node, ast.AsyncFunctionDef) and not is_last:
        return None  # what another decorator gives may not be seen to be async
    is_wider = bool(mark.loop_scope) and _is_wider(mark.loop_scope, mark.scope)
    keeps = is_wider or is_anywhere(view.project, ANYIO)
    # A sync one runs on a loop by this decorator only.
    is_safe = isinstance(node, ast.AsyncFunctionDef)
    if not is_safe and keeps:
        return None
    return _repair(mark.decorator, view, keeps=keeps, is_safe=is_safe)


def _of_call(node: ast.Call, view: View) -> Repair | None:
    """Give the repair of ``fixture(function)``, where the function is seen."""
    given = node.args[0] if node.args else None
    found = None if given is None else view.definition(given)
    if not isinstance(found, ast.AsyncFunctionDef) or found.decorator_list:
        return None
    if any(one.arg in {"loop_scope", None} for one in node.keywords):
        return None
    if is_anywhere(view.project, ANYIO):
        return None
    return _repair(node, view, keeps=False, is_safe=True)


def _repair(
    decorator: ast.expr, view: View, *, keeps: bool, is_safe: bool
) -> Repair | None:
    """Write another decorator.

    Args:
        decorator: The one that there is.
        view: Where it stands.
        keeps: Whether it has to say more than pytest's can.
        is_safe: Whether the fixture runs as before.
    """
    called = decorator.func if isinstance(decorator, ast.Call) else decorator
    edits: list[Edit] = []
    package = "loopwise" if keeps else "pytest"
    spare = None if keeps else _loop_scope(decorator)
    if spare is not None and isinstance(decorator, ast.Call):
        edit = without_keyword(view.file, decorator, spare, bare=True)
        if edit is None:
            return None
        edits.append(edit)
    imported = add_import(view.file, package)
    if imported is not None:
        edits.append(imported)
    holder = view.holder(package)
    if holder is None and imported is None:
        return None
    if holder is not None and holder.imported.get(package) != package:
        return None  # the name means something else here
    edits.append(view.replace(called, f"{package}.fixture"))
    return Repair(f"write `@{package}.fixture`", tuple(edits), is_safe)


def _is_wider(loop_scope: str, scope: str) -> bool:
    """Whether a loop scope says more than the scope does; also if it can't be told."""
    if loop_scope not in SCOPE_NAMES or scope not in SCOPE_NAMES:
        return True
    return SCOPE_NAMES.index(loop_scope) > SCOPE_NAMES.index(scope)


def _loop_scope(decorator: ast.expr) -> ast.keyword | None:
    given = decorator.keywords if isinstance(decorator, ast.Call) else []
    return next((one for one in given if one.arg == "loop_scope"), None)
