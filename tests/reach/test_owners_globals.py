"""What the project's own modules have, for who looks for an object's owner."""

from __future__ import annotations

from loopwise.model.place import Place
from tests.reach.projects import Project


def test_globals_are_of_own_modules(project: Project) -> None:
    """Globals of the project's modules are given; those of libraries are not."""
    app = project.load("from clients import Client\nc = Client()\nd = [1]")
    found = {
        (module, name): value
        for module, name, value in project.reach().own_globals()
        if module == app.__name__
    }
    assert found[app.__name__, "c"] is app.c
    assert found[app.__name__, "d"] is app.d
    modules = {module for module, _, _ in project.reach().own_globals()}
    assert "clients" not in modules
    assert "asyncio" not in modules


def test_place_is_where_it_is_made(project: Project) -> None:
    """A global is of the line that binds it; one that is imported, of its maker's."""
    app = project.load("from clients import Client\n\nc = Client()")
    name, place = project.reach().placed(app.__name__, "c")
    assert name == "c"
    assert place.line == 3


def test_place_of_what_is_in_no_source(project: Project) -> None:
    """What no line of the module binds has no line, and is no fault."""
    app = project.load("c = 1")
    _, place = project.reach().placed(app.__name__, "later")
    assert place.line == 0
    _, place = project.reach().placed("nowhere", "later")
    assert place == Place("nowhere", 0)
