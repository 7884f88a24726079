"""Functions: what their code leads to, what it makes and what it calls."""

from __future__ import annotations

import pytest

from loopwise.reach.functions import own_edges
from loopwise.reach.node import RUNS_LOOP
from tests.reach.projects import INSTALLED, Project, node_of

HEAD = "import clients\nfrom clients import Client, Null, connect\n"


def names(project: Project, text: str) -> list[str]:
    """Name what a function leads to, one step away."""
    app = project.load(HEAD + text)
    walker = project.walker()
    return sorted({edge.name for edge in node_of(walker, app.f).edges if edge.name})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("c = Client()\ndef g(): ...\ndef f(): g(c)", ["c", "g"]),
        ("class A: ...\ndef f(): return A", ["A"]),
        ("def g(): ...\ndef f(x=g): ...", ["g"]),
        ("def g(): ...\ndef f(*, x=g): ...", ["g"]),
        ("def g(): ...\ndef f(): ...\nf.attribute = g", ["g"]),
        ("def h(): ...\ndef m(g):\n    def f(): g()\n    return f\nf = m(h)", ["h"]),
        ("def m():\n    def f(): g()\n    if 0: g = 1\n    return f\nf = m()", []),
        ("import clients\ndef f(): clients.missing.x", []),
        ("def f(): return len, 1, 'x', None", []),
    ],
)
def test_function_leads_to_all_that_it_holds(
    project: Project, text: str, expected: list[str]
) -> None:
    """A function leads to what it names, closes over, and has as defaults."""
    assert names(project, text) == expected


def test_library_function_is_not_read(project: Project) -> None:
    """Of a library's function only what it is wrapped around counts, and no name."""
    project.write(
        {
            f"{INSTALLED}/lib.py": (
                "import clients\nc = clients.Client()\n"
                "def wrap(g):\n    def w(): return g() or c\n    return w\n"
            )
        }
    )
    app = project.load("import lib\ndef h(): ...\nf = lib.wrap(h)")
    node = node_of(project.walker(), app.f)
    assert [edge.name for edge in node.edges] == ["h"]
    assert node.name == ""


def test_running_the_loop_is_a_bit(project: Project) -> None:
    """Code that runs the current loop by hand has the bit for it."""
    app = project.load("def f(loop): loop.run_forever()\ndef g(): f(1)")
    walker = project.walker()
    assert node_of(walker, app.f).bits == RUNS_LOOP
    assert node_of(walker, app.g).bits == 0


def test_own_edges_are_those_of_the_class(project: Project) -> None:
    """What a method names of its first parameter is looked up in its class."""
    app = project.load(
        HEAD + "class A:\n    c = Client()\n    n = 1\n    def g(self): ...\n"
        "    @staticmethod\n    def s(): ...\n"
        "    def m(self): self.c, self.n, self.g(), self.s(), self.m, self.missing\n"
        "class B(A):\n    c = Client()"
    )
    walker = project.walker()
    found = own_edges(walker, app.A.m, app.A)
    assert [one.name for one in found if one.code is not None] == ["g", "s"]
    assert [one.thing for one in found if one.code is None] == [app.A.c]
    derived = own_edges(walker, app.A.m, app.B)
    assert [one.thing for one in derived if one.code is None] == [app.B.c]
