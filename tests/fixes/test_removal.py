"""What is taken out of source."""

from __future__ import annotations

import ast

import pytest

from loopwise.fixes.removal import (
    without_decorator,
    without_keyword,
    without_parameter,
    without_statement,
)
from tests.fixes.texts import after, dedented, source

STATEMENTS = {
    "line": ("a\nX  # mine\nb\n", "a\nb\n"),
    "comments of others": ("a\n# about what follows\nX\nb\n", None),
    "only one": ("if a:\n    X  # mine\n", "if a:\n    pass  # mine\n"),
    "before others": ("X; b\n", "b\n"),
    "behind others": ("a; X\n", "a\n"),
    "between others": ("a; X; b\n", "a; b\n"),
    "behind others with a semicolon": ("a; X;\n", "a\n"),
    "on the line of its block": ("if a: X\n", "if a: pass\n"),
    "blank lines": ("a\n\nX\n\n\ndef b(): ...\n", "a\n\n\ndef b(): ...\n"),
    "blank lines below": ("a\n\n\nX\n\nb\n", "a\n\n\nb\n"),
    "at the beginning": ("X\n\n\nb\n", "b\n"),
    "at the end": ("a\n\n\nX\n", "a\n"),
    "without a last newline": ("a\nX", "a\n"),
    "over several lines": ("a\n(\n    X\n)\nb\n", None),
}


@pytest.mark.parametrize(("text", "expected"), STATEMENTS.values(), ids=STATEMENTS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_statements_go_with_their_lines(
    text: str, expected: str | None, newline: str
) -> None:
    """A statement goes with its line, its comment and needless blank lines."""
    if expected is None:
        expected = text.replace("X\n", "").replace("(\n    )\n", "")
    file = source(text, newline)
    for block in [one.body for one in ast.walk(file.tree) if hasattr(one, "body")]:
        for node in block:
            if "X" in file.of(node) and isinstance(node, ast.Expr):
                found = after(file, without_statement(file, node, block))
                assert found == expected.replace("\n", newline)
                return
    raise AssertionError("no statement")


CALLS = {
    "only": ("f(x=1)\n", "f()\n"),
    "only, with a comma": ("f(x=1,)\n", "f()\n"),
    "only, on its line": ("f(\n    x=1,\n)\n", "f()\n"),
    "first": ("f(x=1, y=2)\n", "f(y=2)\n"),
    "last": ("f(a, x=1)\n", "f(a)\n"),
    "last, with a comma": ("f(a, x=1,)\n", "f(a,)\n"),
    "between": ("f(a, x=1, y=2)\n", "f(a, y=2)\n"),
    "behind a star": ("f(*a, x=1, **b)\n", "f(*a, **b)\n"),
    "lines": (
        "f(\n    a,  # about a\n    x=1,  # about x\n    # about y\n    y=2,\n)\n",
        "f(\n    a,  # about a\n    # about y\n    y=2,\n)\n",
    ),
    "last line": ("f(\n    a,\n    x=1\n)\n", "f(\n    a,\n)\n"),
    "end of a line": ("f(a, x=1,\n  y=2)\n", "f(a,\n  y=2)\n"),
    "start of a line": ("f(a,\n  x=1, y=2)\n", "f(a,\n  y=2)\n"),
    "own line before the end": ("f(a,\n  x=1)\n", "f(a)\n"),
    "behind a comment": ("f(a,  # about a\n  x=1)\n", "f(a,  # about a\n  )\n"),
    "several lines": (
        "f(\n    x=g(\n        1\n    ),\n    y=2,\n)\n",
        "f(\n    y=2,\n)\n",
    ),
}


@pytest.mark.parametrize(("text", "expected"), CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_arguments_go_with_their_commas(text: str, expected: str, newline: str) -> None:
    """An argument goes with its comma, its line and its comment, and no others'."""
    file = source(text, newline)
    call = file.tree.body[0].value  # type: ignore[attr-defined]  # all are calls
    keyword = next(one for one in call.keywords if one.arg == "x")
    found = after(file, without_keyword(file, call, keyword))
    assert found == expected.replace("\n", newline)
    ast.parse(found)


def test_arguments_may_take_the_parentheses_along() -> None:
    """A mark without arguments is written without parentheses, if one asks for it."""
    file = source("f(x=1)\n")
    call = file.tree.body[0].value  # type: ignore[attr-defined]  # it is a call
    edit = without_keyword(file, call, call.keywords[0], bare=True)
    assert after(file, edit) == "f\n"


def test_only_arguments_with_comments_keep_what_is_not_theirs() -> None:
    """A comment between the parentheses that is not the argument's stays."""
    file = source("f(\n    # about f\n    x=1,  # about x\n)\n")
    call = file.tree.body[0].value  # type: ignore[attr-defined]  # it is a call
    edit = without_keyword(file, call, call.keywords[0])
    assert after(file, edit) == "f(\n    # about f\n)\n"


PARAMETERS = {
    "only": ("def f(x): ...\n", "def f(): ...\n"),
    "first": ("def f(x, a): ...\n", "def f(a): ...\n"),
    "last": (
        "async def f(a, x: int = 3) -> None: ...\n",
        "async def f(a) -> None: ...\n",
    ),
    "lines": (
        "def f(\n    a: int,\n    x: int,  # about x\n    b: int,\n): ...\n",
        "def f(\n    a: int,\n    b: int,\n): ...\n",
    ),
    "before a star": ("def f(a, x, *, b): ...\n", None),
    "before more": ("def f(x, *args, b=1): ...\n", "def f(*args, b=1): ...\n"),
    "behind a star": ("def f(*, b=1, x): ...\n", "def f(*, b=1): ...\n"),
}


@pytest.mark.parametrize(("text", "expected"), PARAMETERS.values(), ids=PARAMETERS)
def test_parameters_go_with_their_commas(text: str, expected: str | None) -> None:
    """A parameter goes with annotation and default, unless a bare star is beside it."""
    file = source(text)
    function = file.tree.body[0]
    assert isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef))
    args = function.args
    found = [*args.args, *args.kwonlyargs]
    edit = without_parameter(file, function, next(x for x in found if x.arg == "x"))
    assert (edit and after(file, edit)) == expected


def test_decorators_go_with_their_lines() -> None:
    """A decorator goes with its arguments and its comment."""
    file = source(
        """
        # about all
        @first
        @ x(
            1,  # one
        )  # mine
        @last
        def f(): ...
        """
    )
    function = file.tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    found = after(file, without_decorator(file, function.decorator_list[1]))
    assert found == dedented(
        """
        # about all
        @first
        @last
        def f(): ...
        """
    )


def test_decorators_go_with_their_function() -> None:
    """A function that is taken out takes its decorators along."""
    file = source("import a\n\n\n@a.b\n@a.c(1)\ndef f():\n    pass\n\n\nx = 1\n")
    edit = without_statement(file, file.tree.body[1], file.tree.body)
    assert after(file, edit) == "import a\n\n\nx = 1\n"
