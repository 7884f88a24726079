"""What a function is to pytest: a test, a fixture, or neither; and its marks."""

from __future__ import annotations

import ast

from loopwise.model.place import Place
from loopwise.model.step import Step
from loopwise.rules.collected import fixture_mark
from loopwise.rules.view import View

Definition = ast.FunctionDef | ast.AsyncFunctionDef

MARK = "pytest.mark."


def target_of(decorator: ast.expr) -> ast.expr:
    """Give what a decorator calls, or is."""
    return decorator.func if isinstance(decorator, ast.Call) else decorator


def fixture_decorator(view: View, node: ast.AST) -> ast.expr | None:
    """Give the decorator that makes a function a fixture, if one does."""
    found = fixture_mark(view, node)
    return None if found is None else found.decorator


def fixture_name(view: View, node: Definition) -> str:
    """Give the name that a fixture is asked for by; empty if it is none."""
    found = fixture_mark(view, node)
    if found is None:
        return ""
    name = found.keywords.get("name")
    if name is None:
        return node.name
    return str(name.value) if isinstance(name, ast.Constant) else ""


def is_collected(view: View, node: ast.AST) -> bool:
    """Tell whether pytest collects a function of the file as a test.

    Functions of a module, and methods of its classes.
    """
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    if not view.is_test or fixture_decorator(view, node) is not None:
        return False
    words = view.project.configuration.words("python_functions", ("test",))
    if not any(node.name.startswith(one.rstrip("*")) for one in words):
        return False
    at = view.scopes.index(node) if node in view.scopes else len(view.scopes)
    return all(isinstance(one, (ast.Module, ast.ClassDef)) for one in view.scopes[:at])


def has_bases(view: View) -> bool:
    """Tell whether the walk is inside a class with bases, which may do anything."""
    return any(isinstance(one, ast.ClassDef) and one.bases for one in view.scopes)


def mark_name(view: View, decorator: ast.expr) -> str:
    """Give the name of the mark that a decorator puts on; empty if it does not."""
    full = view.qualified(target_of(decorator))
    return full.removeprefix(MARK) if full.startswith(MARK) else ""


def steps_to(view: View, node: ast.AST) -> tuple[Step, ...]:
    """Give the path of a finding about a function as a whole, such as its marks."""
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return ()
    role = "fixture" if fixture_decorator(view, node) is not None else "test"
    return (Step(node.name, Place(view.file.shown, node.lineno), role),)


def parameters(node: Definition) -> list[ast.arg]:
    """Give the parameters that pytest fills in: those that have names."""
    args = node.args
    return [*args.posonlyargs, *args.args, *args.kwonlyargs]


def block_of(node: ast.stmt, parent: ast.AST) -> list[ast.stmt] | None:
    """Give the statements that one stands among."""
    for name in ("body", "orelse", "finalbody"):
        block = getattr(parent, name, None)
        if isinstance(block, list) and node in block:
            return block
    return None
