"""LW803: pytest-asyncio is imported, or loaded, and nobody uses it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.fixes.removal import without_item, without_statement
from loopwise.model.finding import Finding, Repair, TextEdit
from loopwise.model.runner import LOOPWISE
from loopwise.rules.rule import WARNING, Example, SourceRule
from loopwise.rules.view import View

_NAME = "pytest_asyncio"
_UNUSED = "is imported, and not used"


class UnusedImport(SourceRule):
    """A module imports `pytest_asyncio`, or loads it as a plugin, and needs neither.

    **What it means.** Loopwise answers to that name, so nothing breaks. Nothing needs
    it either, once the fixtures are decorated with `pytest.fixture`.

    **What to do.** `loopwise fix --migrate` removes it.
    """

    code = "LW803"
    level = WARNING
    name = "pytest-asyncio-import"
    summary = "`pytest_asyncio` imported or loaded, and not used"
    nodes = (ast.Import, ast.ImportFrom, ast.Assign)
    words = (_NAME,)
    bad = (
        Example(
            {
                "conftest.py": """
                    import pytest_asyncio

                    pytest_plugins = ["pytest_asyncio"]
                """,
                "test_example.py": """
                    async def test_example():
                        pass
                """,
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
                    import pytest_asyncio

                    def test_example():
                        assert pytest_asyncio.is_async_test
                """
            },
            runner=LOOPWISE,
        ),
    )

    def check(self, node: ast.AST, view: View) -> Iterator[Finding]:
        """Give an import that nobody uses, or an entry of ``pytest_plugins``."""
        if len(view.parents) != 1:
            return  # under a condition, or in a function: somebody's own arrangement
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from self._imported(node, view)
        elif isinstance(node, ast.Assign):
            yield from self._loaded(node, view)

    def _imported(
        self, node: ast.Import | ast.ImportFrom, view: View
    ) -> Iterator[Finding]:
        unused = [one for one in node.names if _is_spare(node, one, view)]
        body = view.file.tree.body
        if unused and len(unused) == len(node.names):
            edit: TextEdit | None = without_statement(view.file, node, body)
            yield self._finding(node, view, _UNUSED, edit)
            return
        spans = [view.file.span(one) for one in node.names]
        for one in unused:
            edit = without_item(view.file, spans, view.file.span(one))
            yield self._finding(one, view, _UNUSED, edit)

    def _loaded(self, node: ast.Assign, view: View) -> Iterator[Finding]:
        names = [one.id for one in node.targets if isinstance(one, ast.Name)]
        if names != ["pytest_plugins"]:
            return
        body = view.file.tree.body
        if _is_name(node.value):
            edit: TextEdit | None = without_statement(view.file, node, body)
            yield self._finding(node.value, view, "is loaded as a plugin", edit)
        elif isinstance(node.value, (ast.List, ast.Tuple)):
            entries = node.value.elts
            for one in entries:
                if _is_name(one):
                    spans = [view.file.span(other) for other in entries]
                    edit = without_item(view.file, spans, view.file.span(one))
                    if len(entries) == 1:
                        edit = without_statement(view.file, node, body)
                    yield self._finding(one, view, "is loaded as a plugin", edit)

    def _finding(
        self, node: ast.AST, view: View, what: str, edit: TextEdit | None
    ) -> Finding:
        return view.finding(
            self.code,
            node,
            f"`{_NAME}` {what}",
            "Loopwise is a plugin by itself, and its fixtures are pytest's.",
            repair=None if edit is None else Repair("remove it", (edit,)),
        )


def _is_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value in {
        _NAME,
        f"{_NAME}.plugin",
    }


def _is_spare(node: ast.Import | ast.ImportFrom, alias: ast.alias, view: View) -> bool:
    """Whether an import is pytest-asyncio's, and nothing in the file needs it."""
    if isinstance(node, ast.ImportFrom):
        is_theirs = not node.level and (node.module or "").partition(".")[0] == _NAME
        bound = alias.asname or alias.name
    else:
        is_theirs = alias.name.partition(".")[0] == _NAME
        bound = alias.asname or _NAME
    if not is_theirs or bound == "*" or view.file.path.name == "__init__.py":
        return False
    return not any(
        (isinstance(one, ast.Name) and one.id == bound)
        # Also as a string: in `__all__`, in an annotation, in `sys.modules`.
        or (isinstance(one, ast.Constant) and bound in str(one.value))
        for one in ast.walk(view.file.tree)
        if not _is_plugins(one, view)
    )


def _is_plugins(node: ast.AST, view: View) -> bool:
    """Whether a string stands in ``pytest_plugins``: that is looked at by itself."""
    for one in view.file.tree.body:
        if isinstance(one, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytest_plugins"
            for target in one.targets
        ):
            return any(other is node for other in ast.walk(one))
    return False
