"""Marks of functions, classes and modules."""

from __future__ import annotations

import ast
from pathlib import Path

from loopwise.static.suite.marks import Mark, Stands
from tests.static.suite.project import Parts

FILES = {
    "marked.py": """
        import loopwise
        import pytest
        from pytest import mark

        pytestmark = [pytest.mark.slow, mark.asyncio(loop_scope="module")]
        alias = mark.asyncio

        def ours(function):
            return pytest.mark.asyncio(loop_scope="package")(function)

        @mark.first
        @mark.second(1, two=2)
        @print
        def test_two(): ...

        @alias(loop_scope="class")
        def test_alias(): ...

        @ours
        def test_ours(): ...

        @loopwise.mark.asyncio(loop_scope="session")
        def test_loopwise(): ...

        @mark.base
        class Base:
            pytestmark = mark.base_list

        @mark.derived
        class Derived(Base): ...
    """,
}


def names(marks: list[Mark] | tuple[Mark, ...]) -> list[str]:
    """Give the names of marks."""
    return [one.name for one in marks]


def test_decorators(tmp_path: Path) -> None:
    """The lowest decorator's mark comes first; what is no mark is left out."""
    parts = Parts(tmp_path, FILES)
    found = parts.marks.of_function(parts.function("test_two", "marked"))
    assert names(found) == ["second", "first"]
    assert [ast.unparse(one) for one in found[0].args] == ["1"]
    assert list(found[0].kwargs) == ["two"]
    assert found[0].stands is Stands.FUNCTION


def test_other_names_for_marks(tmp_path: Path) -> None:
    """A mark is known through aliases, Loopwise's, and a decorator that gives one."""
    parts = Parts(tmp_path, FILES)
    found = {}
    for name in ("test_alias", "test_ours", "test_loopwise"):
        (mark,) = parts.marks.of_function(parts.function(name, "marked"))
        assert mark.name == "asyncio"
        found[name] = ast.unparse(mark.kwargs["loop_scope"])
    assert found == {
        "test_alias": "'class'",
        "test_ours": "'package'",
        "test_loopwise": "'session'",
    }


def test_classes(tmp_path: Path) -> None:
    """A class has its bases' marks first, as in pytest, and says where each stands."""
    parts = Parts(tmp_path, FILES)
    found = parts.marks.of_class(parts.cls("Derived", "marked"))
    assert names(found) == ["base_list", "base", "derived"]
    stands = [one.stands for one in found]
    assert stands == [Stands.PYTESTMARK, Stands.CLASS, Stands.CLASS]


def test_modules(tmp_path: Path) -> None:
    """A module's marks are those in its list."""
    parts = Parts(tmp_path, FILES)
    assert names(parts.marks.of_module(parts.module("marked"))) == ["slow", "asyncio"]
