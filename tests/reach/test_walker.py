"""The walker: nodes, each made once."""

from __future__ import annotations

from collections import deque
from typing import Any

import pytest

from loopwise.reach import walker as walkers
from tests.reach.projects import CLIENT, Project, node_of

HEAD = "from clients import Client, connect\n"


@pytest.mark.parametrize(
    "thing", [None, 1, "text", b"bytes", 1.5, True, ..., len, range(3), object()]
)
def test_data_leads_nowhere(project: Project, thing: object) -> None:
    """What is mere data, or built in, has no node."""
    assert project.walker().node(thing) is None


def test_thing_has_one_node(project: Project) -> None:
    """Whoever asks, and under whatever name, a thing has one node."""
    app = project.load(HEAD + "c = Client()\ndef f(): c")
    walker = project.walker()
    node = walker.node(app.c, ("app", "c"))
    assert node is not None
    assert walker.node(app.c, ("app", "other")) is node
    assert node.owner == ("app", "c")
    (edge,) = node_of(walker, app.f).edges
    assert edge is node


def test_nodes_are_called_as_people_call_them(project: Project) -> None:
    """Functions and classes have their names, objects that of their module."""
    app = project.load("class A: ...\nx = A()\ndef f(): x")
    walker = project.walker()
    assert node_of(walker, app.f).name == "f"
    assert node_of(walker, app.f).code is app.f.__code__
    assert node_of(walker, app.A).name == "A"
    node = walker.node(app.x, ("app", "x"))
    assert node is not None
    assert node.name == "x"
    held = walker.node([1], ("app", "x.held"))
    assert held is not None
    assert held.name == ""


def test_resource_is_found_when_it_is_met(project: Project) -> None:
    """An object of a bound type is a resource, unless it belongs to no loop."""
    app = project.load(HEAD + "c = Client()\nd = Client('free')")
    walker = project.walker()
    for thing in (app.c, app.d):
        node_of(walker, thing)
    (one,) = walker.discoveries.found
    assert one.thing() is app.c
    assert one.row is CLIENT
    assert one.is_made


def test_node_is_expanded_once(project: Project) -> None:
    """A node that is expanded again leads to the same."""
    app = project.load(HEAD + "c = Client()\ndef f(): c")
    walker = project.walker()
    node = node_of(walker, app.f)
    before = list(node.edges)
    walker.expand(node)
    assert node.edges == before


def test_module_of_the_project_leads_to_its_resources(project: Project) -> None:
    """A module that is handed on leads to the resources in it, and to nothing else."""
    app = project.load(
        HEAD + "import json\nc = Client()\nx = [1]\ndef f(): print(json)"
    )
    walker = project.walker()
    node = node_of(walker, app)
    assert [edge.thing for edge in node.edges] == [app.c]
    assert project.found(app.f) == []


def test_method_has_a_node_for_each_class(project: Project) -> None:
    """A method that two classes have leads to what each of them has."""
    app = project.load(
        HEAD + "class A:\n    c = Client()\n    def m(self): self.c\n"
        "class B(A):\n    c = Client()"
    )
    walker = project.walker()
    one, two = walker.method(app.A.m, app.A), walker.method(app.A.m, app.B)
    assert walker.method(app.A.m, app.A) is one
    assert [edge.thing for edge in one.edges if edge.bits] == [app.A.c]
    assert [edge.thing for edge in two.edges if edge.bits] == [app.B.c]


def test_there_is_an_end(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    """After very many objects nothing new is looked into, but code still is."""
    app = project.load(HEAD + "c = Client()\ndef f(): c")
    walker = project.walker()
    monkeypatch.setattr(walkers, "MOST_OBJECTS", 2)
    things: list[Any] = [deque([number]) for number in range(4)]
    nodes = [walker.node(thing) for thing in things]
    assert [node is not None for node in nodes] == [True, True, False, False]
    assert walker.node(app.f) is not None


def test_all_is_forgotten(project: Project) -> None:
    """A walker that forgets holds no object and no node."""
    app = project.load(HEAD + "x = [Client()]\ndef f(): x")
    walker = project.walker()
    node = node_of(walker, app.f)
    for edge in node.edges:
        walker.expand(edge)
    walker.forget()
    assert node.thing is None
    assert {edge.thing for edge in node.edges} == {None}
    assert walker.node(app.f) is not node
