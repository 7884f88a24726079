"""Marks for async tests: what one says, and which others count once it is gone."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from loopwise.rules.migration.surroundings import is_anywhere
from loopwise.rules.view import View

MARK = "pytest.mark.asyncio"
_SCOPES = frozenset({"loop_scope", "scope"})
_DEEPEST = 5


def is_removable(node: ast.expr, view: View) -> bool:
    """Whether a mark says only that a test is async, and perhaps a loop scope."""
    called = node
    if isinstance(node, ast.Call):
        called = node.func
        if node.args or not {one.arg for one in node.keywords} <= _SCOPES:
            return False
    if view.qualified(called) == MARK:
        return True
    aliased = _aliased(called, view)
    return aliased is not None and is_removable(aliased, view)


def says_more(node: ast.expr, view: View, depth: int = 0) -> bool:
    """Whether among marks is one for async tests that has arguments."""
    for one in ast.walk(node):
        if isinstance(one, ast.Call) and (one.keywords or one.args):
            if view.qualified(one.func) == MARK or _aliased(one.func, view):
                return True
        if isinstance(one, ast.Name) and depth < _DEEPEST:
            aliased = _aliased(one, view)
            if aliased is not None and says_more(aliased, view, depth + 1):
                return True
    return False


def hides_another(node: ast.AST, view: View) -> bool:
    """Whether a mark without arguments may keep one with arguments from counting.

    pytest takes the closest mark: without it that of the class, or of the module.
    """
    if is_anywhere(view.project, r"add_marker\([^\n]*asyncio\s*\("):
        return True
    tree = view.file.tree
    owner = node if isinstance(node, ast.ClassDef) else None
    around = [one for one in (*view.parents, owner) if isinstance(one, ast.ClassDef)]
    marks = list(_pytestmarks(tree.body))
    for one in around:
        if one is not owner:
            marks += one.decorator_list
            marks += _pytestmarks(one.body)
        for base in one.bases:
            found = view.definition(base)
            if isinstance(found, ast.ClassDef):
                marks += [*found.decorator_list, *_pytestmarks(found.body)]
                if found.bases:
                    return True
            elif view.qualified(base) not in {"object", "unittest.TestCase"}:
                return is_anywhere(view.project, r"mark\.asyncio\([^)]")
    return any(says_more(one, view) for one in marks)


def _pytestmarks(body: list[ast.stmt]) -> Iterator[ast.expr]:
    for one in body:
        if isinstance(one, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark"
            for target in one.targets
        ):
            yield one.value


def _aliased(node: ast.expr, view: View) -> ast.expr | None:
    """Give the mark that a name of the module stands for."""
    found = view.definition(node)
    if not isinstance(found, ast.Assign) or found not in view.file.tree.body:
        return None
    value = found.value
    called = value.func if isinstance(value, ast.Call) else value
    return value if view.qualified(called) == MARK else None
