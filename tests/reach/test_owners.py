"""What a resource is called, and where it is made."""

from __future__ import annotations

import pytest

from loopwise.model.place import Place
from tests.reach.projects import Project

HEAD = "from clients import Client\n"


def named(project: Project, function: object) -> list[tuple[str, Place]]:
    """Name what a function reaches."""
    reach = project.reach()
    reach.of(function)
    return reach.named(reach.found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("c = Client()\ndef f(): c", ("c", 2)),
        ("\n\nc = Client()\nd = c\ndef f(): d", ("c", 4)),
        (
            "class A: ...\nx = A()\nx.y = A()\nx.y.c = Client()\ndef f(): x.y.c",
            ("x.y.c", 3),
        ),
        ("class A:\n    c = Client()\ndef f(): A()", ("A.c", 2)),
        ("x = [Client()]\ndef f(): x", ("x", 2)),
        ("c = None\nc = Client()\ndef f(): c", ("c", 3)),
        ("globals()['c'] = Client()\ndef f(): c", ("c", 0)),
    ],
)
def test_resource_is_called_as_in_its_module(
    project: Project, text: str, expected: tuple[str, int]
) -> None:
    """A resource has the name that its module gives it, and that statement's line."""
    app = project.load(HEAD + text)
    name, line = expected
    assert named(project, app.f) == [(name, Place("app.py", line))]


def test_module_that_makes_it_counts(project: Project) -> None:
    """Of all modules that have a resource the one is named that makes it."""
    project.write(
        {
            "pkg/__init__.py": "from pkg.zdb import client as exported",
            "pkg/zdb.py": HEAD + "client = Client()",
        }
    )
    app = project.load("from pkg import exported as mine\ndef f(): mine.get()")
    assert named(project, app.f) == [("client", Place("pkg/zdb.py", 2))]


def test_names_are_taken_from_sources_too(project: Project) -> None:
    """A resource of a module that is not imported has its name and place as well."""
    project.write({"late.py": HEAD + "\nclient = Client()"})
    app = project.load("def f():\n    from late import client\n    client.get()")
    assert named(project, app.f) == [("client", Place("late.py", 3))]


def test_nameless_resource_is_called_by_its_type(project: Project) -> None:
    """What no module holds is called as its type, and has no place in a file."""
    app = project.load(
        HEAD + "def make(c):\n    def f(): c.get()\n    return f\nf = make(Client())"
    )
    assert named(project, app.f) == [("Client", Place("clients.Client", 0))]


def test_place_outside_of_the_project_is_written_in_full(
    project: Project,
) -> None:
    """A file that is not below the project is named by its whole path."""
    app = project.load(HEAD + "c = Client()\ndef f(): c")
    inner = type(project)(project.root / "inner")
    assert named(inner, app.f) == [("c", Place(str(project.root / "app.py"), 2))]
