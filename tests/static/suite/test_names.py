"""Names of source, followed to what they stand for."""

from __future__ import annotations

from pathlib import Path

from loopwise.static.suite.modules import Module
from loopwise.static.suite.names import Class, Function, Outside, Value
from tests.static.suite.project import Parts

FILES = {
    "app/__init__.py": "from .deep import Thing as Exported",
    "app/deep.py": """
        import library.sub as lib
        from library import tool

        __all__ = ["Thing", "_shown"]

        class Thing:
            size = 3

            def method(self): ...

        def _hidden(): ...
        def _shown(): ...
    """,
    "user.py": """
        import app
        import app.deep
        from app import Exported
        from app.deep import *
        from app.deep import lib, tool as hammer

        alias = hammer
        other = app.deep.Thing
        value = [1, 2]
    """,
    "circle.py": "from circle import a\nb = c\nc = b",
    "derived.py": """
        from typing import Generic
        from app.deep import Thing
        from library import Base

        class One(Thing): ...
        class Two(Base): ...
        class Both(One, Two, Generic[T]): ...
        class Itself(Itself): ...
    """,
}


def test_imports_lead_to_where_things_are(tmp_path: Path) -> None:
    """Names lead through packages, aliases and attributes to definitions."""
    parts = Parts(tmp_path, FILES)
    thing = parts.cls("Thing", "app.deep")
    for text in ("Exported", "app.Exported", "other", "Thing", "app.deep.Thing"):
        assert parts.follow(text, "user") is thing
    assert isinstance(parts.follow("app.deep", "user"), Module)
    assert isinstance(parts.follow("Thing.method", "user"), Function)


def test_what_is_of_a_library(tmp_path: Path) -> None:
    """What is not the project's is known by its full name."""
    parts = Parts(tmp_path, FILES)
    assert parts.follow("alias", "user") == Outside("library.tool")
    assert parts.follow("lib.Client.make", "user") == Outside("library.sub.Client.make")


def test_values(tmp_path: Path) -> None:
    """A name that is given a value leads to the expression."""
    parts = Parts(tmp_path, FILES)
    assert isinstance(parts.follow("value", "user"), Value)
    assert isinstance(parts.follow("Exported.size", "user"), Value)


def test_what_stars_bring(tmp_path: Path) -> None:
    """A star brings what `__all__` says, and nothing else."""
    parts = Parts(tmp_path, FILES)
    names = parts.names.globals(parts.module("user"))
    assert "_shown" in names
    assert "_hidden" not in names


def test_circles_end(tmp_path: Path) -> None:
    """Names that lead in a circle lead nowhere."""
    parts = Parts(tmp_path, FILES)
    assert parts.follow("a", "circle") is None
    assert parts.follow("b", "circle") is None


def test_bases(tmp_path: Path) -> None:
    """A class has its bases in Python's order, and those of libraries by name."""
    parts = Parts(tmp_path, FILES)
    both = parts.cls("Both", "derived")
    order = [one.qualname for one in parts.names.mro(both)]
    assert order == ["Both", "One", "Thing", "Two"]
    assert parts.names.outside_bases(both) == ["typing.Generic", "library.Base"]
    member = parts.names.member(both, "method")
    assert member is not None
    assert member[0].qualname == "Thing"
    itself = parts.follow("Itself", "derived")
    assert isinstance(itself, Class)
    assert parts.names.mro(itself) == (itself,)


def test_runners_are_libraries(tmp_path: Path) -> None:
    """pytest's names mean what they mean, even in the project that pytest is."""
    files = {"pytest/__init__.py": "mark = 1", "user.py": "from pytest import mark"}
    parts = Parts(tmp_path, files)
    assert parts.follow("mark.asyncio", "user") == Outside("pytest.mark.asyncio")
