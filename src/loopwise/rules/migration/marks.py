"""LW801: the mark for async tests, which Loopwise does not need."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.fixes.removal import (
    without_decorator,
    without_item,
    without_keyword,
    without_statement,
)
from loopwise.model.finding import Finding, Repair, TextEdit
from loopwise.model.runner import LOOPWISE
from loopwise.rules.functions import block_of
from loopwise.rules.migration.shadowing import (
    hides_another,
    is_removable,
    says_more,
)
from loopwise.rules.migration.surroundings import (
    IMPORTS_MARKS,
    asks_for_mark,
    is_anywhere,
    runs_unmarked,
)
from loopwise.rules.rule import WARNING, Example, SourceRule
from loopwise.rules.view import View


class AsyncioMark(SourceRule):
    """A test, a class or a module that is marked with `pytest.mark.asyncio`.

    **What it means.** Loopwise runs every async test, marked or not, on the loop that
    its fixtures need. The mark says nothing more, unless it has a loop scope or other
    arguments.

    **What to do.** `loopwise fix --migrate` removes it. A mark with a loop scope is
    removed with `--unsafe-fixes` only, unless the plan is the same without it: a loop
    that tests shared because somebody asked for it is then shared where a fixture or an
    object needs it. Where hooks or fixtures look for the mark it stays.
    """

    code = "LW801"
    level = WARNING
    name = "asyncio-mark"
    summary = "A mark for async tests that Loopwise does not need"
    nodes = (
        ast.FunctionDef,
        ast.AsyncFunctionDef,
        ast.ClassDef,
        ast.Assign,
        ast.Call,
    )
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
        """Give the marks of a test, a class, a module or a set of parameters."""
        if not runs_unmarked(view.project):
            return  # they are needed: what the configuration says goes first
        if isinstance(node, ast.Assign):
            yield from self._assigned(node, view)
        elif isinstance(node, ast.Call):
            yield from self._of_parameters(node, view)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            for one in node.decorator_list:
                if is_removable(one, view):
                    taken = without_decorator(view.file, one)
                    yield self._finding(one, view, taken, hides_another(node, view))

    def _assigned(self, node: ast.Assign, view: View) -> Iterator[Finding]:
        names = [one.id for one in node.targets if isinstance(one, ast.Name)]
        if names != ["pytestmark"]:
            return
        parent = view.parents[-1] if view.parents else view.file.tree
        block = block_of(node, parent)
        if block is None or _is_imported(view):
            return
        if is_removable(node.value, view):
            hides = hides_another(parent, view)
            taken = without_statement(view.file, node, block)
            yield self._finding(node.value, view, taken, hides)
        elif isinstance(node.value, (ast.List, ast.Tuple)):
            whole = without_statement(view.file, node, block)
            for one, edit in _items(node.value, whole, view):
                hides = hides_another(parent, view)
                yield self._finding(one, view, edit, hides)

    def _of_parameters(self, node: ast.Call, view: View) -> Iterator[Finding]:
        if view.qualified(node.func) != "pytest.param":
            return
        for keyword in node.keywords:
            if keyword.arg != "marks":
                continue
            whole = without_keyword(view.file, node, keyword)
            if is_removable(keyword.value, view):
                yield self._finding(keyword.value, view, whole, True)
            elif isinstance(keyword.value, (ast.List, ast.Tuple)):
                for one, edit in _items(keyword.value, whole, view):
                    yield self._finding(one, view, edit, True)

    def _finding(
        self,
        node: ast.expr,
        view: View,
        edit: TextEdit | None,
        hides: bool,  # said of the mark, two lines above each call
    ) -> Finding:
        repair = None
        if edit is not None and _may_go(view):
            is_safe = not hides and not says_more(node, view)
            repair = Repair("remove the mark", (edit,), is_safe)
        return view.finding(
            self.code,
            node,
            "the mark `asyncio` is not needed",
            "Loopwise runs every async test, on the loop that its fixtures need.",
            repair=repair,
        )


def _may_go(view: View) -> bool:
    return runs_unmarked(view.project) and not asks_for_mark(view.project)


def _is_imported(view: View) -> bool:
    """Whether another module may take the module's marks for its own."""
    return len(view.parents) == 1 and is_anywhere(view.project, IMPORTS_MARKS)


def _items(
    marks: ast.List | ast.Tuple, whole: TextEdit | None, view: View
) -> Iterator[tuple[ast.expr, TextEdit | None]]:
    """Give the removable marks of a list, each with the edit that takes it out."""
    spans = [view.file.span(other) for other in marks.elts]
    for one in marks.elts:
        if is_removable(one, view):
            if len(spans) == 1:
                yield one, whole
            else:
                yield one, without_item(view.file, spans, view.file.span(one))
