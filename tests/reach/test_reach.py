"""Reach: how a test comes to a resource, through all that a project may be made of."""

from __future__ import annotations

import gc
import sys
import textwrap
import weakref

import pytest

from loopwise.model.place import Place
from loopwise.model.step import Step
from loopwise.reach.reach import NOTHING, gives_nothing
from tests.reach.projects import CLIENT, INSTALLED, Project, named

HEAD = "from clients import Client, Free, Null, connect\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("c = Client()\ndef f(): c.get()", ["c"]),
        ("c = Client()\ndef f(): pass", []),
        ("c = Client()\ndef f(): g()\ndef g(): h()\ndef h(): c.get()", ["c"]),
        ("c = Client()\ndef f(): g()\ndef g(): return f() or c", ["c"]),
        ("c = Client()\ndef f(x=c): x.get()", ["c"]),
        ("c = Client()\ndef f(*, x=c): x.get()", ["c"]),
        ("c = Client()\ndef f(): return lambda: c.get()", ["c"]),
        ("c = Client()\ndef f():\n    for x in [c]: x.get()", ["c"]),
        ("c = Client()\nd = Client()\ndef f(): c.get(), d.get()", ["c", "d"]),
        ("c = Client()\nd = c\ndef f(): d.get()", ["c"]),
        ("c = Client()\ndef f(): c.url", ["~c"]),
        ("c = Client()\ndef f(): c.url, c.get()", ["c"]),
        ("c = Client()\ndef f(): g(); c.url\ndef g(): c.url", ["~c"]),
        ("c = Client('free')\ndef f(): c.get()", []),
        ("c = Free()\ndef f(): c.get()", []),
        ("c = Client\ndef f(): return c()", []),
        ("class S(Client): ...\nc = S()\ndef f(): c.get()", ["c"]),
    ],
)
def test_function_reaches_what_it_names(
    project: Project, text: str, expected: list[str]
) -> None:
    """A function reaches the objects that it names, itself or by what it calls."""
    app = project.load(HEAD + text)
    assert project.found(app.f) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x = [Client()]\ndef f(): x[0].get()", ["x"]),
        ("x = (1, {'a': Client()})\ndef f(): x", ["x"]),
        ("x = {Client(): 1}\ndef f(): x", ["x"]),
        ("x = {Client()}\ndef f(): x", ["x"]),
        ("class A: pass\nx = A()\nx.c = Client()\ndef f(): x.c.get()", ["x.c"]),
        ("class A: pass\nx = A()\nx.c = Client()\ndef f(): x.go()", ["x.c"]),
        ("class A: pass\nx = A()\nx.c = Client()\nx.d = 1\ndef f(): x.d", []),
        (
            "class A: pass\nx = A()\nx.y = A()\nx.y.c = Client()\ndef f(): x.y.go()",
            ["x.y.c"],
        ),
        ("class A:\n    __slots__ = 'c'\nx = A()\nx.c = Client()\ndef f(): x", ["x.c"]),
        ("class A:\n    c = Client()\ndef f(): A().c.get()", ["A.c"]),
        ("class A:\n    c = Client()\nclass B(A): ...\ndef f(): B().c", ["A.c"]),
        ("class A:\n    def m(self): c.get()\nc = Client()\ndef f(): A().m()", ["c"]),
        (
            (
                "class A:\n    @property\n    def m(self): c.get()\n"
                "c = Client()\nx = A()\ndef f(): x.m"
            ),
            ["c"],
        ),
        (
            (
                "class A:\n    @classmethod\n    def m(cls): c.get()\n"
                "c = Client()\ndef f(): A.m()"
            ),
            ["c"],
        ),
        (
            "from functools import partial\nx = partial(print, Client())\ndef f(): x",
            ["x"],
        ),
        ("c = Client()\nx = c.get\ndef f(): x()", ["c"]),
        ("x = Client().get\ndef f(): x()", ["x"]),
        (
            (
                "from functools import wraps\n"
                "def deco(g):\n    @wraps(g)\n    def w(): return g()\n    return w\n"
                "c = Client()\n@deco\ndef f(): c.get()"
            ),
            ["c"],
        ),
        (
            "def make(c):\n    def f(): c.get()\n    return f\nf = make(Client())",
            ["Client"],
        ),
    ],
)
def test_objects_lead_to_what_they_hold(
    project: Project, text: str, expected: list[str]
) -> None:
    """Containers, instances, classes, bound methods and closures lead further."""
    app = project.load(HEAD + text)
    assert project.found(app.f) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("from late import c; c.get()", ["c"]),
        ("import late; late.c.get()", ["c"]),
        ("import late as x; x.c.get()", ["c"]),
        ("from pkg import late; late.c.get()", ["c"]),
        ("from pkg.late import c as x; x.get()", ["c"]),
        ("import pkg.late; pkg.late.c.get()", ["c"]),
        ("import pkg.late as x; x.c.get()", ["c"]),
        ("from late import g; g()", ["c"]),
        ("from late import again; again.get()", ["c"]),
        ("from late import n; n()", []),
        ("import late; late.n()", []),
        ("import late; use(late)", ["c"]),
        ("from late import K; K().go()", ["c"]),
        ("from missing import c; c.get()", []),
        ("from broken import c; c.get()", []),
    ],
)
def test_late_import_is_read_from_its_source(
    project: Project, line: str, expected: list[str]
) -> None:
    """What a function imports when it runs is read, and not imported."""
    late = (
        HEAD + "c = Client()\nagain = c\ndef g(): return c\ndef n(): pass\n"
        "class K:\n    def go(self): return c\n"
    )
    project.write(
        {
            "late.py": late,
            "pkg/__init__.py": "",
            "pkg/late.py": late,
            "broken.py": "c = (",
        }
    )
    app = project.load(f"def use(x): ...\ndef f():\n    {line}")
    assert project.found(app.f) == expected
    assert not {"late", "pkg.late", "pkg", "broken"} & sys.modules.keys()


def test_libraries_are_not_read(project: Project) -> None:
    """Code of a library is not followed, but what its objects hold is."""
    project.write(
        {
            f"{INSTALLED}/lib.py": HEAD
            + "c = Client()\ndef g(): c.get()\n"
            + "class Router:\n    def __init__(self): self.routes = []\n"
            + "def wrap(h):\n    def w(): return h()\n    return w\n"
        }
    )
    app = project.load(
        HEAD + "import lib\nd = Client()\nr = lib.Router()\n"
        "def endpoint(): d.get()\nr.routes.append(endpoint)\n"
        "def calls(): lib.g()\ndef names(): lib.c.get()\n"
        "def routes(): r.go()\n@lib.wrap\ndef wrapped(): d.get()\n"
    )
    assert project.found(app.calls) == []
    assert len(project.found(app.names)) == 1
    assert project.found(app.routes) == ["d"]
    assert project.found(app.wrapped) == ["d"]


def test_named_libraries_are_read(project: Project) -> None:
    """Code of an installed package is followed where the user says that it is his."""
    project.write({f"{INSTALLED}/lib.py": HEAD + "c = Client()\ndef g(): c.get()"})
    app = project.load("import lib\ndef f(): lib.g()")
    reach = project.reach("lib")
    assert named(reach, reach.of(app.f)) == ["c"]


def test_method_reaches_what_it_names_of_its_class(project: Project) -> None:
    """A test method reaches attributes and methods of its class, if it names them."""
    app = project.load(
        HEAD + "class TestX:\n    c = Client()\n    d = Client()\n"
        "    def get(self): return self.c\n    @staticmethod\n    def of(): return k\n"
        "    async def test_c(self): await self.c.get()\n"
        "    async def test_get(self): self.get()\n"
        "    async def test_of(self): self.of()\n"
        "    async def test_none(self): pass\n"
        "k = Client()\n"
        "class TestY(TestX):\n    c = None\n"
    )
    cls = app.TestX
    assert project.found(cls.test_c, cls) == ["TestX.c"]
    assert project.found(cls.test_get, cls) == ["TestX.c"]
    assert project.found(cls.test_of, cls) == ["k"]
    assert project.found(cls.test_none, cls) == []
    assert project.found(cls.test_c, app.TestY) == []
    assert project.found(cls().test_c) == ["TestX.c"]


def test_what_leads_nowhere_reaches_nothing(project: Project) -> None:
    """What is no code and holds nothing is not looked into."""
    reach = project.reach()
    assert reach.of(None) is NOTHING
    assert reach.of(len) is NOTHING
    assert not NOTHING.runs_loop


def test_running_the_loop_is_reached_too(project: Project) -> None:
    """Whether a function runs the current loop is known through what it calls."""
    app = project.load(
        "import asyncio\n"
        "def runs(): asyncio.get_event_loop().run_until_complete(None)\n"
        "def f(): runs()\ndef g(): asyncio.run(None)\n"
    )
    reach = project.reach()
    assert reach.of(app.f).runs_loop
    assert not reach.of(app.g).runs_loop


def test_what_a_sync_function_makes_is_known(project: Project) -> None:
    """The type of what a function hands on is known, where it makes that."""
    app = project.load(HEAD + "def f(): return connect()\ndef g(): return 1")
    reach = project.reach()
    assert reach.made_by(app.f) is CLIENT
    assert reach.made_by(app.g) is None
    assert reach.made_by(None) is None


def test_spares_are_known(project: Project) -> None:
    """Code that names what keeps a type off loops is told apart."""
    app = project.load(HEAD + "def f(): return g(Null)\ndef g(x): return Client()")
    reach = project.reach()
    assert reach.spares(app.f, CLIENT)
    assert not reach.spares(app.g, CLIENT)
    assert not reach.spares(None, CLIENT)


def test_way_names_what_lies_between(project: Project) -> None:
    """The steps lead over functions and objects with names, to before the resource."""
    app = project.load(
        HEAD + "c = Client()\nclass A: pass\nx = A()\nx.c = c\n"
        "def h(): x.c2\ndef g(): return x\ndef f(): g()\n"
    )
    reach = project.reach()
    reached = reach.of(app.f)
    (one,) = reach.found
    assert reach.way(reached, one.bit) == (
        Step("g", Place("app.py", 7), "function"),
        Step("x", Place("app.py", 4), "object"),
    )
    assert reach.way(NOTHING, one.bit) == ()


def test_ownership_is_told(project: Project) -> None:
    """Classes and files of the project are told from those of libraries."""
    app = project.load(HEAD + "class A: ...")
    reach = project.reach()
    assert reach.is_ours(app.A)
    assert not reach.is_ours(app.Client)
    assert reach.is_own_file(app.__file__)
    assert not reach.is_own_file(textwrap.__file__)


def test_nothing_is_kept_alive(project: Project) -> None:
    """What was looked at is let go of when the plan is made."""
    app = project.load(HEAD + "class A: ...\nx = A()\nx.c = Client()\ndef f(): x.go()")
    reach = project.reach()
    assert named(reach, reach.of(app.f)) == ["x.c"]
    reach.forget()
    gone = [weakref.ref(app.x), weakref.ref(app.x.c)]
    del app.x
    gc.collect()
    assert [one() for one in gone] == [None, None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(): pass", True),
        ("def f(): yield", True),
        ("def f():\n    global x\n    x = 1", False),
        ("def f(): return 1", False),
    ],
)
def test_giving_nothing_is_known(project: Project, text: str, expected: bool) -> None:
    """A function gives nothing if it neither returns, yields nor stores a value."""
    assert gives_nothing(project.load(text).f) is expected
    assert not gives_nothing(len)
