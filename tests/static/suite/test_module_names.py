"""What statements bind."""

from __future__ import annotations

import ast
import sys

import pytest

from loopwise.static.suite.module_names import (
    Assigned,
    Bound,
    Imported,
    names_in_class,
    names_in_module,
)


def names(text: str, package: str = "") -> dict[str, Bound]:
    """Give what a module's text binds."""
    return names_in_module(ast.parse(text).body, package)[0]


def said(bound: Bound) -> str:
    """Write what a name is bound to, in short."""
    if isinstance(bound, Assigned):
        return ast.unparse(bound.value)
    if isinstance(bound, Imported):
        return f"import {bound.module} {bound.name}".rstrip()
    return type(bound).__name__


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a.b", {"a": "import a"}),
        ("import a.b as c", {"c": "import a.b"}),
        ("from a import b as c, d", {"c": "import a b", "d": "import a d"}),
        ("from . import b", {"b": "import pkg.sub b"}),
        ("from ..other import b", {"b": "import pkg.other b"}),
        ("from ....other import b", {"b": "import  b"}),
        ("a = b = 1", {"a": "1", "b": "1"}),
        ("a, (b, c) = 1, (2, 3)", {"a": "1", "b": "2", "c": "3"}),
        ("a, b = f()", {"a": "f()", "b": "f()"}),
        ("a: int = 1\nb: int", {"a": "1"}),
        ("a = [1]\na += [2]", {"a": "[1] + [2]"}),
        ("def f(): ...\nf = 1", {"f": "1"}),
        (
            "class A: ...\nasync def f(): ...",
            {"A": "ClassDef", "f": "AsyncFunctionDef"},
        ),
        ("with open(x) as f:\n    a = 1", {"a": "1"}),
    ],
)
def test_statements(text: str, expected: dict[str, str]) -> None:
    """Each kind of statement binds what it binds when it runs."""
    found = names(text, "pkg.sub")
    assert {name: said(bound) for name, bound in found.items()} == expected


def test_branches() -> None:
    """Of two branches the first counts, but not one that is for types alone."""
    text = """
try:
    import a as one
except ImportError:
    one = None
if TYPE_CHECKING:
    from types import two
else:
    two = 2
if unknown():
    three = 1
elif other():
    three = 2
    four = 3
"""
    found = {name: said(bound) for name, bound in names(text).items()}
    assert found == {"one": "import a", "two": "2", "three": "1", "four": "3"}


def test_conditions_on_python() -> None:
    """A branch that cannot run with this Python, or on this platform, binds nothing."""
    text = f"""
if sys.version_info < (3, 8):
    old = 1
else:
    new = 1
if sys.platform == {sys.platform!r}:
    here = 1
else:
    there = 1
if sys.version_info >= "what":
    odd = 1
"""
    assert list(names(text)) == ["new", "here", "odd"]


def test_stars() -> None:
    """Modules of which everything is imported are told apart."""
    _, stars = names_in_module(ast.parse("from .a import *\nfrom b import *").body, "p")
    assert stars == ["p.a", "b"]


def test_classes() -> None:
    """What the body of a class binds are its names."""
    tree = ast.parse("class A:\n    x = 1\n    def f(self): ...")
    cls = tree.body[0]
    assert isinstance(cls, ast.ClassDef)
    assert list(names_in_class(cls, "")) == ["x", "f"]
