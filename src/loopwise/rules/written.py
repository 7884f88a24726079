"""How a repair writes a name of another module, and the import that this needs."""

from __future__ import annotations

import ast

from loopwise.fixes.imports import add_import
from loopwise.model.finding import TextEdit
from loopwise.rules.view import View

Written = tuple[str, tuple[TextEdit, ...]]

_PRIMARY = (ast.Call, ast.Name, ast.Attribute, ast.Subscript, ast.Constant)


def write_name(view: View, module: str, name: str) -> Written | None:
    """Write ``module.name`` as the file can, with the edits that this takes.

    ``None`` where the names that it would be written with mean something else here.
    """
    bound = view.names(view.file.tree)
    for alias, full in bound.imported.items():
        if alias in bound.others or view.holder(alias) is not bound:
            continue
        if full == f"{module}.{name}" and _at_top(view, alias):
            return alias, ()
        if full == module and _at_top(view, alias):
            return f"{alias}.{name}", ()
    root = module.partition(".")[0]
    if view.holder(root) is not None:
        return None
    edit = add_import(view.file, module)
    return f"{module}.{name}", () if edit is None else (edit,)


def _at_top(view: View, alias: str) -> bool:
    """Tell whether an import is made whenever the module is imported."""
    found = view.names(view.file.tree).definitions.get(alias, [])
    return any(one in view.file.tree.body for one in found)


def awaited(view: View, node: ast.expr, value: ast.expr) -> str:
    """Write ``await value`` for the place where ``node`` stands."""
    text = view.file.of(value)
    if not isinstance(value, _PRIMARY):
        text = f"({text})"
    found = f"await {text}"
    parent = view.parents[-1] if view.parents else None
    tight = (
        isinstance(parent, (ast.Attribute, ast.Subscript, ast.Await))
        and parent.value is node
    ) or (isinstance(parent, ast.Call) and parent.func is node)
    return f"({found})" if tight else found
