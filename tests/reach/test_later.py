"""The object of a resource, at any later time."""

from __future__ import annotations

from typing import Any

import pytest

from loopwise.reach.later import objects_of
from loopwise.reach.reach import Reach
from tests.reach.projects import CLIENT, Project, catalog

HEAD = """
from functools import cache, cached_property, lru_cache
from clients import Client, connect
"""
KEPT = {
    "global": "c = None\ndef f():\n    global c\n    c = c or Client()\n    return c",
    "cache": "@cache\ndef g(): return Client()\ndef f(): return g()",
    "bounded cache": "@lru_cache(2)\ndef g(x): return Client()\ndef f(): return g(1)",
    "dict": (
        "d = {}\ndef f():\n    if 1 not in d:\n        d[1] = Client()\n    return d[1]"
    ),
    "instance": (
        "class A:\n    c = None\n    def get(self):\n"
        "        self.c = self.c or Client()\n        return self.c\n"
        "x = A()\ndef f(): return x.get()"
    ),
    "class": (
        "class A:\n    c = None\n    @classmethod\n    def get(cls):\n"
        "        cls.c = cls.c or Client()\n        return cls.c\n"
        "def f(): return A.get()"
    ),
    "property": (
        "class A:\n    @cached_property\n    def c(self): return Client()\n"
        "x = A()\ndef f(): return x.c"
    ),
}


def objects(reach: Reach) -> list[Any]:
    """Give the objects that the resources are by now."""
    found = [pair for one in reach.found for pair in objects_of(one, catalog())]
    assert all(row is CLIENT for row, _ in found)
    return [thing for _, thing in found]


@pytest.mark.parametrize("kept", KEPT)
def test_what_is_kept_is_found_once_it_is_made(project: Project, kept: str) -> None:
    """Wherever code keeps what it makes, the object is found there afterwards."""
    app = project.load(HEAD + KEPT[kept])
    reach = project.reach()
    reach.of(app.f)
    assert objects(reach) == []
    made = app.f()
    assert objects(reach) == [made]
    reach.forget()
    assert objects(reach) == [made], "also after the plan has let go of all else"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("c = Client()\ndef f(): return c", "c"),
        (KEPT["global"], "f"),
        (KEPT["cache"], "g"),
    ],
)
def test_what_was_not_imported_is_found_later(
    project: Project, text: str, name: str
) -> None:
    """What a module holds that is imported after the plan is found afterwards."""
    project.write({"late.py": HEAD + text})
    app = project.load(f"def f():\n    from late import f, {name}\n    return f()")
    reach = project.reach()
    reach.of(app.f)
    assert objects(reach) == []
    made = app.f()
    assert objects(reach) == [made]


def test_object_that_was_there_is_found_while_it_is(project: Project) -> None:
    """An object that the plan knew is found until it is gone."""
    app = project.load(HEAD + "c = Client()\ndef f(): return c")
    reach = project.reach()
    reach.of(app.f)
    assert objects(reach) == [app.c]
    reach.forget()
    del app.c
    assert objects(reach) == []


def test_free_objects_are_left_out(project: Project) -> None:
    """What turns out to belong to no loop is no object of the resource."""
    app = project.load(HEAD + KEPT["global"].replace("Client()", "connect()"))
    reach = project.reach()
    reach.of(app.f)
    app.f().kind = "free"
    assert objects(reach) == []
    app.c.kind = "bound"
    assert objects(reach) == [app.c]
