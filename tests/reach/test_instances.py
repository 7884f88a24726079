"""Instances: looked into without running a line of their code."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections import deque
from types import MappingProxyType, SimpleNamespace
from typing import Any

import pytest

from tests.reach.projects import INSTALLED, Project, node_of

HEAD = "from clients import Client\n"
HOSTILE = """
from clients import Client
class A:
    def __init__(self):
        self.c = Client()
    def fail(self, *_): raise AssertionError("run")
    __getattr__ = __iter__ = __len__ = __bool__ = __eq__ = __repr__ = fail
    __call__ = __contains__ = fail
    __hash__ = fail
    @property
    def p(self): raise AssertionError("run")
x = A()
def f(): x.go()
"""


@pytest.mark.parametrize(
    "held",
    [
        lambda c: [c],
        lambda c: (c,),
        lambda c: {c},
        lambda c: frozenset({c}),
        lambda c: deque([c]),
        lambda c: {"key": c},
        lambda c: {c: "value"},
        lambda c: MappingProxyType({"key": c}),
        lambda c: SimpleNamespace(c=c),
        lambda c: [{"a": (c,)}],
        lambda c: c.get,
        lambda c: SimpleNamespace(m=c.get),
    ],
)
def test_containers_lead_to_what_they_hold(project: Project, held: Any) -> None:
    """What holds a resource, in whatever way, leads to it."""
    app = project.load(HEAD + "c = Client()\nx = None\ndef f(): x")
    app.x = held(app.c)
    assert project.found(app.f) == ["c"]


def test_objects_are_not_run(project: Project) -> None:
    """No method, property or operator of an object is called to look into it."""
    app = project.load(HOSTILE)
    assert project.found(app.f) == ["x.c"]


def test_library_objects_lead_to_what_they_hold(project: Project) -> None:
    """An object of a library leads to the project's functions that it was given."""
    project.write(
        {
            f"{INSTALLED}/lib.py": (
                "class Route:\n    __slots__ = 'handler'\n"
                "class FrozenList:\n    def __init__(self): self.kept = []\n"
                "    def __iter__(self): return iter(self.kept)\n"
            )
        }
    )
    app = project.load(
        HEAD + "import lib\nc = Client()\ndef handler(): c.get()\n"
        "x = lib.Route()\nx.handler = handler\ndef f(): x.run()\n"
        "y = lib.FrozenList()\ny.kept.append(handler)\ndef g(): y.run()"
    )
    assert project.found(app.f) == ["c"]
    assert project.found(app.g) == ["c"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (dict, True),
        (SimpleNamespace, True),
        (asyncio.Lock, True),
        (logging.Logger, False),
        (dt.datetime, False),
    ],
)
def test_opaque_objects_are_left_out(
    project: Project, kind: type, expected: bool
) -> None:
    """Objects of packages behind which nothing of the project's is are left out."""
    assert project.walker().instances.is_of_interest(kind) is expected


def test_subclass_of_an_opaque_type_is_looked_into(project: Project) -> None:
    """A class of the project leads further, whatever it is derived from."""
    app = project.load(
        HEAD + "import logging\nclass H(logging.Handler): ...\nc = Client()\n"
        "x = H()\nx.c = c\ndef f(): x"
    )
    assert project.found(app.f) == ["c"]


def test_large_containers_are_looked_at_in_part(project: Project) -> None:
    """Of a container with very many elements only the first ones are looked at."""
    app = project.load(HEAD + "x = []\ndef f(): x")
    app.x.extend([object() for _ in range(20_000)])
    app.x.insert(5, app.Client())
    assert project.found(app.f) == ["x"]
    app.x.append(app.x.pop(5))
    assert project.found(app.f) == []


def test_unset_slots_hold_nothing(project: Project) -> None:
    """A slot that was never set leads nowhere."""
    app = project.load("class A:\n    __slots__ = ('a', 'b')\nx = A()")
    app.x.b = [1]
    walker = project.walker()
    things = [edge.thing for edge in node_of(walker, app.x).edges]
    assert [1] in things
