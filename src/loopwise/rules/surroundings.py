"""What stands around a node: whether its failure is expected, or it runs at all."""

from __future__ import annotations

import ast

from loopwise.rules.view import View

_EXPECTING = frozenset(
    {
        "raises",
        "warns",
        "deprecated_call",
        "suppress",
        "catch_warnings",
        "assertRaises",
        "assertRaisesRegex",
        "assertWarns",
        "assertWarnsRegex",
        "RaisesGroup",
    }
)
_RUNTIME_ERRORS = frozenset({"RuntimeError", "Exception", "BaseException"})


def is_expected(view: View, errors: frozenset[str] = _RUNTIME_ERRORS) -> bool:
    """Tell whether the code around the node is written for its failure.

    It is inside ``pytest.raises``, or a ``try`` that catches such errors, or in a
    function that is called so.
    """
    inner: ast.AST | None = None
    for one in reversed(view.parents):
        if isinstance(one, (ast.With, ast.AsyncWith)):
            if any(_expects(item.context_expr) for item in one.items):
                return True
        elif isinstance(one, ast.Try) and inner in one.body:
            if any(_catches(handler, errors) for handler in one.handlers):
                return True
        elif isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            break  # who calls it may not expect anything
        inner = one
    return any(_is_meant_to_fail(one) for one in view.parents) or _is_called_so(view)


def is_for_other_versions(view: View) -> bool:
    """Tell whether the node is inside a condition about the version of something."""
    return any(
        isinstance(one, (ast.If, ast.IfExp)) and _is_about_versions(one.test)
        for one in view.parents
    )


def is_script(view: View) -> bool:
    """Tell whether the node runs only where the file is run as a program."""
    return any(
        isinstance(one, ast.If)
        and any(
            isinstance(name, ast.Name) and name.id == "__name__"
            for name in ast.walk(one.test)
        )
        for one in view.parents
    )


def mentions(node: ast.AST, *words: str) -> bool:
    """Tell whether a name, an attribute or a string in a node contains a word."""
    for one in ast.walk(node):
        text = (
            one.id
            if isinstance(one, ast.Name)
            else one.attr
            if isinstance(one, ast.Attribute)
            else one.value
            if isinstance(one, ast.Constant)
            else ""
        )
        if isinstance(text, str) and any(word in text for word in words):
            return True
    return False


def _expects(node: ast.expr) -> bool:
    target = node.func if isinstance(node, ast.Call) else node
    name = target.attr if isinstance(target, ast.Attribute) else ""
    name = target.id if isinstance(target, ast.Name) else name
    return name in _EXPECTING


def _is_called_so(view: View) -> bool:
    """Tell whether the node is in a function of a function that expects a failure."""
    functions = [
        one
        for one in view.parents
        if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef))
    ]
    return any(
        isinstance(one, (ast.With, ast.AsyncWith))
        and any(_expects(item.context_expr) for item in one.items)
        for outer in functions[:-1]
        for one in ast.walk(outer)
    )


def _catches(handler: ast.ExceptHandler, errors: frozenset[str]) -> bool:
    if handler.type is None:
        return True
    return any(
        isinstance(one, ast.Name) and one.id in errors for one in ast.walk(handler.type)
    )


def _is_meant_to_fail(node: ast.AST) -> bool:
    """Tell whether a test has a mark that says it fails, or does not run."""
    return any(
        isinstance(name, ast.Attribute) and name.attr in {"xfail", "skip", "skipif"}
        for one in getattr(node, "decorator_list", ())
        for name in ast.walk(one)
    )


def _is_about_versions(test: ast.expr) -> bool:
    return mentions(test, "version", "VERSION", "PY3", "py3", "PY_3", "PY_VER")
