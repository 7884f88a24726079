"""What a function is to pytest: a test, a fixture, or neither."""

from __future__ import annotations

import ast

from loopwise.rules.view import View

Definition = ast.FunctionDef | ast.AsyncFunctionDef

PYTEST_FIXTURES = ("pytest.fixture", "pytest.yield_fixture")
ASYNC_FIXTURES = ("pytest_asyncio.fixture", "loopwise.fixture")
MARK = "pytest.mark."


def target_of(decorator: ast.expr) -> ast.expr:
    """Give what a decorator calls, or is."""
    return decorator.func if isinstance(decorator, ast.Call) else decorator


def fixture_decorator(view: View, node: ast.AST) -> ast.expr | None:
    """Give the decorator that makes a function a fixture, if one does."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        for one in node.decorator_list:
            if view.qualified(target_of(one)) in PYTEST_FIXTURES + ASYNC_FIXTURES:
                return one
    return None


def fixture_name(view: View, node: Definition) -> str:
    """Give the name that a fixture is asked for by; empty if it is none."""
    decorator = fixture_decorator(view, node)
    if decorator is None:
        return ""
    if isinstance(decorator, ast.Call):
        for keyword in decorator.keywords:
            if keyword.arg == "name":
                value = keyword.value
                return str(value.value) if isinstance(value, ast.Constant) else ""
    return node.name


def is_collected(view: View, node: ast.AST) -> bool:
    """Tell whether pytest collects a function as a test, where the walk is inside it.

    Functions of a module, and methods of classes named as test classes are.
    """
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    if not view.is_test or fixture_decorator(view, node) is not None:
        return False
    words = view.project.configuration.words("python_functions", ("test",))
    if not any(node.name.startswith(one.rstrip("*")) for one in words):
        return False
    around = [one for one in view.scopes if one is not node]
    around = around[: view.scopes.index(node)] if node in view.scopes else around
    return all(isinstance(one, (ast.Module, ast.ClassDef)) for one in around)


def is_unittest(view: View) -> bool:
    """Tell whether the walk is inside a class that has bases of its own."""
    return any(isinstance(one, ast.ClassDef) and one.bases for one in view.scopes)


def mark_name(view: View, decorator: ast.expr) -> str:
    """Give the name of the mark that a decorator puts on; empty if it does not."""
    full = view.qualified(target_of(decorator))
    return full.removeprefix(MARK) if full.startswith(MARK) else ""


def parameters(node: Definition) -> list[ast.arg]:
    """Give the parameters that pytest fills in: those that have names."""
    args = node.args
    return [*args.posonlyargs, *args.args, *args.kwonlyargs]
