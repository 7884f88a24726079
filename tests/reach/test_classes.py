"""Classes: their methods, and what those keep."""

from __future__ import annotations

import json

import pytest

from tests.reach.projects import Project

HEAD = """
import dataclasses
from functools import cache, cached_property
from clients import Client, Null, connect
"""


def test_class_is_ours_where_its_module_is(project: Project) -> None:
    """A class is the project's by its module, or by the files of its methods."""
    app = project.load(HEAD + "class A:\n    def m(self): ...\nclass B(Client): ...")
    classes = project.walker().classes
    assert classes.is_ours(app.A)
    assert classes.is_ours(app.B)
    assert not classes.is_ours(app.Client)
    assert not classes.is_ours(json.JSONDecoder)
    app.A.__module__ = "gone"
    other = project.walker().classes
    assert other.is_ours(app.A)


@pytest.mark.parametrize(
    "body",
    [
        "def m(self): c.get()",
        "async def m(self): c.get()",
        "@staticmethod\n    def m(): c.get()",
        "@classmethod\n    def m(cls): c.get()",
        "@property\n    def m(self): c.get()",
        "m = property(None, lambda self, value: c.get())",
        "m = property(fdel=lambda self: c.get())",
        "def __init__(self): c.get()",
        "def __aenter__(self): c.get()",
        "x = c",
        "x = [c]",
        "m = lambda self: c",
        "@cached_property\n    def m(self): c.get()",
    ],
)
def test_class_leads_to_all_that_it_has(project: Project, body: str) -> None:
    """A class leads to what its methods name, however they are wrapped."""
    app = project.load(
        HEAD + f"c = Client()\nclass A:\n    {body}\nclass B(A): ...\n"
        "def f(): A()\ndef g(): B()"
    )
    assert project.found(app.f) in (["c"], ["A.x"])
    assert project.found(app.g) == project.found(app.f)


def test_functions_of_a_class_are_its_methods(project: Project) -> None:
    """The functions of a class are those that it defines, however they are wrapped."""
    app = project.load(
        HEAD + "class A:\n    def a(self): ...\n    @staticmethod\n    def b(): ...\n"
        "    @classmethod\n    def c(cls): ...\n    @property\n    def d(self): ...\n"
        "    @cached_property\n    def e(self): ...\n    f = 1\n"
        "class B(A):\n    def g(self): ..."
    )
    classes = project.walker().classes
    assert [one.__name__ for one in classes.functions(app.A)] == list("abcde")
    assert [one.__name__ for one in classes.functions(app.B)] == ["g"]


def test_data_of_a_class_is_what_is_no_function(project: Project) -> None:
    """The data of a class and of its bases has the names that it has there."""
    app = project.load(
        HEAD + "class A:\n    a = 1\n    def m(self): ...\nclass B(A):\n    b = 2"
    )
    found = dict(project.walker().classes.data(app.B))
    assert found == {2: ("app", "B.b"), 1: ("app", "A.a")}


def test_slots_are_those_of_all_bases(project: Project) -> None:
    """What a class without ``__dict__`` holds is described by it and by its bases."""
    app = project.load(
        "class A:\n    __slots__ = ('a', 'b')\n"
        "class B(A):\n    __slots__ = 'c'\nclass C: ..."
    )
    classes = project.walker().classes
    assert {one.__name__ for one in classes.slots(app.B)} == {"a", "b", "c"}
    assert classes.slots(app.C) == ()
