"""LW801: the mark for async tests, which Loopwise does not need."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.fixes.removal import without_decorator, without_item, without_statement
from loopwise.model.finding import Finding, Repair, TextEdit
from loopwise.model.runner import LOOPWISE
from loopwise.rules.migration.surroundings import runs_unmarked
from loopwise.rules.rule import Example, SourceRule
from loopwise.rules.view import View

_MARK = "pytest.mark.asyncio"
_SCOPES = frozenset({"loop_scope", "scope"})


class AsyncioMark(SourceRule):
    """A test, a class or a module that is marked with `pytest.mark.asyncio`.

    **What it means.** Loopwise runs every async test, marked or not, on the loop that
    its fixtures need. The mark says nothing more, unless it has a loop scope or other
    arguments.

    **What to do.** `loopwise fix --migrate` removes it. A mark with a loop scope is
    removed with `--unsafe-fixes` only: a loop that tests shared because somebody asked
    for it is then shared where a fixture or an object needs it.
    """

    code = "LW801"
    name = "asyncio-mark"
    summary = "A mark for async tests that Loopwise does not need"
    nodes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assign)
    words = ("mark.asyncio",)
    bad = (
        Example(
            {
                "test_example.py": """
                    import pytest

                    pytestmark = [pytest.mark.asyncio, pytest.mark.usefixtures()]

                    @pytest.mark.asyncio
                    async def test_one():
                        pass

                    @pytest.mark.asyncio(loop_scope="module")
                    class TestTwo:
                        async def test_two(self):
                            pass
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

                    pytestmark = [pytest.mark.filterwarnings("error")]

                    async def test_one():
                        pass

                    @pytest.mark.asyncio(timeout=3)
                    async def test_two():
                        pass
                """
            },
            runner=LOOPWISE,
        ),
    )

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give the marks of a test, a class or a module."""
        if isinstance(node, ast.Assign):
            yield from self._assigned(node, view)
            return
        assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        for one in node.decorator_list:
            if _is_removable(one, view):
                yield self._finding(one, view, without_decorator(view.file, one))

    def _assigned(self, node: ast.Assign, view: View) -> Iterator[Finding]:
        names = [one.id for one in node.targets if isinstance(one, ast.Name)]
        if names != ["pytestmark"]:
            return
        block = _block(node, view)
        if _is_removable(node.value, view):
            if block is not None:
                edit = without_statement(view.file, node, block)
                yield self._finding(node.value, view, edit)
        elif isinstance(node.value, (ast.List, ast.Tuple)):
            marks = node.value.elts
            for one in marks:
                if not _is_removable(one, view):
                    continue
                found: TextEdit | None = None
                if len(marks) > 1:
                    spans = [view.file.span(other) for other in marks]
                    found = without_item(view.file, spans, view.file.span(one))
                elif block is not None:
                    found = without_statement(view.file, node, block)
                yield self._finding(one, view, found)

    def _finding(self, node: ast.expr, view: View, edit: TextEdit | None) -> Finding:
        scoped = isinstance(node, ast.Call) and bool(node.keywords)
        repair = None
        if edit is not None and runs_unmarked(view.project):
            repair = Repair("remove the mark", (edit,), is_safe=not scoped)
        return view.finding(
            self.code,
            node,
            "the mark `asyncio` is not needed",
            "Loopwise runs every async test, on the loop that its fixtures need.",
            repair=repair,
        )


def _is_removable(node: ast.expr, view: View) -> bool:
    """Whether a mark says only that a test is async, and perhaps a loop scope."""
    called = node
    if isinstance(node, ast.Call):
        called = node.func
        if node.args or not {one.arg for one in node.keywords} <= _SCOPES:
            return False
    return view.qualified(called) == _MARK


def _block(node: ast.stmt, view: View) -> list[ast.stmt] | None:
    """Give the statements that one stands among."""
    parent = view.parents[-1] if view.parents else view.file.tree
    for name in ("body", "orelse", "finalbody"):
        block = getattr(parent, name, None)
        if isinstance(block, list) and node in block:
            return block
    return None
