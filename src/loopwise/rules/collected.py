"""What pytest makes of the functions of a test file: tests and fixtures."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from loopwise.rules.view import View
from loopwise.static.bound_names import dotted

Def = ast.FunctionDef | ast.AsyncFunctionDef
_FIXTURES = frozenset(
    {
        "pytest.fixture",
        "pytest_asyncio.fixture",
        "loopwise.fixture",
        "pytest.yield_fixture",
    }
)


@dataclass(frozen=True, slots=True)
class FixtureMark:
    """The decorator that makes a function a fixture."""

    decorator: ast.expr
    full: str
    """``pytest.fixture`` or another, in full."""
    keywords: dict[str, ast.expr]

    @property
    def scope(self) -> str:
        """Its scope, if that is written as a string; ``?`` where it is not."""
        return self._word("scope")

    @property
    def loop_scope(self) -> str:
        """Its loop scope; empty where none is given."""
        return self._word("loop_scope") if "loop_scope" in self.keywords else ""

    def _word(self, key: str) -> str:
        if isinstance(self.decorator, ast.Call) and self.decorator.args:
            return "?"  # pytest of the past took the scope first
        found = self.keywords.get(key)
        if found is None:
            return "function"
        if isinstance(found, ast.Constant) and isinstance(found.value, str):
            return found.value
        return "?"


def fixture_mark(view: View, function: ast.AST) -> FixtureMark | None:
    """Give what makes a function a fixture; ``None`` if it is none."""
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return None
    for one in function.decorator_list:
        called = one.func if isinstance(one, ast.Call) else one
        if not dotted(called).endswith("fixture"):
            continue
        full = view.qualified(called)
        if full in _FIXTURES:
            return FixtureMark(one, full, keywords_of(one))
    return None


def keywords_of(decorator: ast.expr) -> dict[str, ast.expr]:
    """Give what a decorator is given by name; what a ``**`` may give, as itself."""
    given = decorator.keywords if isinstance(decorator, ast.Call) else []
    keywords = {key.arg: key.value for key in given if key.arg}
    if any(key.arg is None for key in given):
        keywords["scope"] = keywords["loop_scope"] = decorator
    return keywords


def is_fixture_named(function: ast.AST) -> bool:
    """Whether any decorator of a function is called a fixture."""
    return isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)) and any(
        "fixture" in dotted(one.func if isinstance(one, ast.Call) else one)
        for one in function.decorator_list
    )


def is_test_function(view: View, function: ast.AST) -> bool:
    """Whether pytest takes a function for a test, by its name and where it stands."""
    if not isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    if not view.is_test or view.file.path.name == "conftest.py":
        return False
    return function.name.startswith("test") and not is_fixture_named(function)


def is_expected_to_fail(view: View, *, names: tuple[str, ...] = ()) -> bool:
    """Whether the node stands where an error, or a warning, is what is wanted.

    Args:
        view: Where the walk is.
        names: Exceptions that count; without any, all do.
    """
    for one in reversed(view.parents):
        if isinstance(one, (ast.With, ast.AsyncWith)):
            if any(_expects(item.context_expr, names) for item in one.items):
                return True
        elif isinstance(one, ast.Try) and not names:
            if one.handlers:
                return True
        elif isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            return any(
                "xfail" in dotted(mark.func if isinstance(mark, ast.Call) else mark)
                for mark in getattr(one, "decorator_list", [])
            )
    return False


_EXPECTING = frozenset(
    {
        "raises",
        "warns",
        "assertRaises",
        "assertRaisesRegex",
        "assertWarns",
        "deprecated_call",
        "catch_warnings",
        "suppress",
        "RaisesGroup",
    }
)
_NO_ERRORS = frozenset({"warns", "assertWarns", "deprecated_call", "catch_warnings"})


def _expects(node: ast.expr, names: tuple[str, ...]) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = dotted(node.func).rpartition(".")[2]
    if called not in _EXPECTING:
        return False
    if not names or called in _NO_ERRORS or not node.args:
        return True
    first = node.args[0]
    wanted = first.elts if isinstance(first, ast.Tuple) else [first]
    return any(dotted(one).rpartition(".")[2] in (*names, "") for one in wanted)
