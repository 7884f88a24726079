"""Names of modules that are not imported yet."""

from __future__ import annotations

import sys

import pytest

from loopwise.reach.modules import SourceName
from loopwise.reach.reach import Reach
from tests.reach.projects import Project, named, node_of

HEAD = """
import clients
import functools
from functools import cache
from clients import Client, Free, Null, connect
"""


def reached(project: Project, text: str, line: str) -> list[str]:
    """Name what a function reaches that imports a module late."""
    project.write({"late.py": HEAD + text})
    app = project.load(f"def f():\n    {line}")
    reach: Reach = project.reach()
    found = named(reach, reach.of(app.f))
    assert "late" not in sys.modules
    return found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = Client()", ["x"]),
        ("x = clients.Client()", ["x"]),
        ("x = connect(1, 2)", ["x"]),
        ("x: Client = Client()", ["x"]),
        ("x = y = Client()", ["x"]),
        ("x, y = Client(), 1", ["x"]),
        ("x = [Client()]", ["x"]),
        ("x = {'a': Client()}", ["x"]),
        ("if 1:\n    x = Client()", ["x"]),
        ("try:\n    x = Client()\nexcept E:\n    x = None", ["x"]),
        ("x = None\nif 1:\n    x = Client()", ["x"]),
        ("with Client() as x: ...", ["x"]),
        ("for _ in 1,:\n    x = Client()", ["x"]),
        ("match 1:\n    case 1:\n        x = Client()", ["x"]),
        ("def make(): return Client()\nx = make()", ["x"]),
        ("class A:\n    def __init__(self): self.c = Client()\nx = A()", ["x"]),
        ("y = Client()\nx = y", ["y"]),
        ("y = Client()\nx = [1, {2: y}]", ["y"]),
        ("y = Client()\ndef x(): return y", ["y"]),
        ("y = Client()\nasync def x(): await y.get()", ["y"]),
        ("y = Client()\nclass x:\n    def m(self): y.get()", ["y"]),
        ("y = Client()\nclass A:\n    def m(self): y.get()\nclass x(A): ...", ["y"]),
        ("y = Client()\ndef x(): return z()\ndef z(): return y", ["y"]),
        ("y = Client()\ndef d(f): return lambda: y\n@d\ndef x(): ...", ["y"]),
        ("@cache\ndef x(): return Client()", ["x"]),
        ("@functools.lru_cache(maxsize=1)\ndef x(): return connect()", ["x"]),
        (
            (
                "c = None\ndef x():\n    global c\n"
                "    if c is None: c = Client()\n    return c"
            ),
            ["c"],
        ),
        ("x = connect(Null)", []),
        ("x = connect(pool=clients.Null)", []),
        ("x = Free()", []),
        ("x = Client", []),
        ("x = lambda: Client()", []),
        ("x = 1", []),
        ("x: Client", []),
        ("def x(): return Client()", []),
        ("@cache\ndef x(): return connect(Null)", []),
        ("y = Client()\nx = 1", []),
    ],
)
def test_name_leads_to_what_its_statement_says(
    project: Project, text: str, expected: list[str]
) -> None:
    """A name of a source is a resource, or leads to one, as its statement says."""
    assert reached(project, text, "from late import x; x()") == expected


def test_touching_a_resource_in_a_source_is_idle(project: Project) -> None:
    """What needs no loop needs none of a resource in a source either."""
    text = "x = Client()\ndef f(): return x.url"
    assert reached(project, text, "import late; late.f()") == ["~x"]


def test_sources_lead_to_sources(project: Project) -> None:
    """A module that is not imported may import others that are not either."""
    project.write(
        {
            "pkg/__init__.py": "from .db import x as y",
            "pkg/db.py": HEAD + "x = Client()",
        }
    )
    line = "from late import get; get()"
    text = "import pkg\ndef get():\n    from pkg import y\n    return y"
    assert reached(project, text, line) == ["x"]


@pytest.mark.parametrize(
    "text",
    [
        "from base import *\ndef get(): return x.get()",
        "from base import *\nget = x.get",
    ],
)
def test_star_import_of_a_source_is_followed(project: Project, text: str) -> None:
    """Names that a source takes by ``import *`` are those of the module it names."""
    project.write({"base.py": HEAD + "x = Client()"})
    assert reached(project, text, "from late import get; get()") == ["x"]


def test_star_import_hands_names_on(project: Project) -> None:
    """A name that a package takes by ``import *`` may be imported from it."""
    project.write({"base.py": HEAD + "x = Client()"})
    assert reached(project, "from base import *", "from late import x; x()") == ["x"]


def test_module_as_a_whole_leads_to_its_resources(project: Project) -> None:
    """A module that is handed on leads to all resources in it, to nothing else."""
    text = "x = Client()\ny = 1\ndef f(): return z\nz = [Client()]\nw = connect(Null)"
    assert reached(project, text, "import late; print(late)") == ["x", "z"]


def test_circles_in_sources_end(project: Project) -> None:
    """Functions and modules that lead to one another are read once."""
    project.write({"other.py": "from late import f as g\ndef h(): return g()"})
    text = "from other import h\nx = Client()\ndef f(): return h() or x"
    assert reached(project, text, "from late import f; f()") == ["x"]


def test_node_of_a_name_says_where_it_is(project: Project) -> None:
    """The node of a name in a source has the module and the name as its owner."""
    project.write({"late.py": "def x(): ..."})
    walker = project.walker()
    source = walker.modules.source("late")
    assert source is not None
    node = node_of(walker, SourceName(source, "x"))
    assert (node.name, node.owner) == ("x", ("late", "x"))
    assert node.code is not None
    assert node.code.co_name == "x"


@pytest.mark.parametrize(
    ("kept", "expected"),
    [
        ("cls.one = Client()", ["Keeper"]),
        ("cls.many['a'] = Client()", ["Keeper"]),
        ("found = {}\n        found['a'] = Client()", []),
        ("cls.name = Client()", []),
    ],
)
def test_class_that_keeps_what_it_makes(
    project: Project, kept: str, expected: list[str]
) -> None:
    """A class method keeps what it makes where its class has room, and only there."""
    text = f"""
class Keeper:
    one = None
    many = {{}}
    name = "taken"

    @classmethod
    def make(cls):
        {kept}
"""
    assert reached(project, text, "from late import Keeper; Keeper.make()") == expected


@pytest.mark.parametrize(
    ("base", "expected"),
    [("Client", ["x"]), ("Middle", ["x"]), ("Maker", ["x"]), ("Plain", [])],
)
def test_object_of_a_class_with_bases(
    project: Project, base: str, expected: list[str]
) -> None:
    """An object is of a bound type by its bases, or keeps what their methods make."""
    text = f"""
class Middle(Client): ...

class Maker:
    def make(self):
        self.client = Client()

class Plain:
    def make(self):
        Client()

class Own({base}): ...

x = Own()
"""
    assert reached(project, text, "from late import x; x") == expected


def test_default_values_are_made_with(project: Project) -> None:
    """A function makes what a default value of its parameters does."""
    text = "def make(factory=Client):\n    return factory()\nx = make()"
    assert reached(project, text, "from late import x; x") == ["x"]
