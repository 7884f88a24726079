"""What is made when first asked for, and kept."""

from __future__ import annotations

import pytest

from tests.reach.projects import CLIENT, Project, node_of

HEAD = """
from functools import cache, cached_property, lru_cache
from clients import Client, Free, Null, connect
"""
GLOBAL = """
c = None
def get():
    global c
    if c is None:
        c = {made}
    return c
def build():
    return connect()
def f():
    get().get()
"""
CACHED = """
@{cache}
def get():
    return {made}
def f():
    get()
"""
SELF = """
class A:
    c = None
    def get(self):
        if self.c is None:
            self.c = {made}
        return self.c
class B(A):
    pass
x = A()
y = B()
def f():
    {used}.get()
"""
CLASS = """
class A:
    c = None
    @classmethod
    def get(cls):
        if cls.c is None:
            cls.c = {made}
        return cls.c
def f():
    A.get()
"""
PROPERTY = """
class A:
    @cached_property
    def c(self):
        return {made}
x = A()
def f():
    {used}.c
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GLOBAL.format(made="Client()"), ["c"]),
        (GLOBAL.format(made="build()"), ["c"]),
        (GLOBAL.format(made="connect(Null)"), []),
        (GLOBAL.format(made="object()"), []),
        (GLOBAL.format(made="Free()"), []),
        (CACHED.format(cache="cache", made="Client()"), ["get"]),
        (CACHED.format(cache="lru_cache", made="connect()"), ["get"]),
        (CACHED.format(cache="lru_cache(maxsize=1)", made="connect()"), ["get"]),
        (CACHED.format(cache="cache", made="connect(Null)"), []),
        (CACHED.format(cache="cache", made="1"), []),
        (SELF.format(used="x", made="Client()"), ["x"]),
        (SELF.format(used="y", made="Client()"), ["y"]),
        (SELF.format(used="x", made="connect(Null)"), []),
        (SELF.format(used="A()", made="Client()"), []),
        (CLASS.format(made="Client()"), ["A"]),
        (CLASS.format(made="1"), []),
        (PROPERTY.format(used="x", made="Client()"), ["x"]),
        (PROPERTY.format(used="x", made="1"), []),
        (PROPERTY.format(used="A()", made="Client()"), []),
        ("def f(): return Client()", []),
        ("class A:\n    def __init__(self): self.c = Client()\ndef f(): A()", []),
    ],
)
def test_what_is_made_once_is_a_resource(
    project: Project, text: str, expected: list[str]
) -> None:
    """What code makes when first asked and keeps is reached before it is there."""
    app = project.load(HEAD + text)
    assert project.found(app.f) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("kept[name] = Client()", ["kept"]),
        ("kept[name] = connect()", ["kept"]),
        ("kept.setdefault(name, Client())", ["kept"]),
        ("kept[name] = connect(Null)", []),
        ("kept[name] = 1", []),
        ("kept.get(name)", []),
        ("return Client()", []),
    ],
)
def test_global_dict_that_is_filled_is_a_resource(
    project: Project, line: str, expected: list[str]
) -> None:
    """A dict in which a function puts what it makes is reached before it has any."""
    app = project.load(HEAD + f"kept = {{}}\ndef f(name):\n    {line}")
    assert project.found(app.f) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("class S: ...\ns = S()\ndef start(): s.c = Client()\ndef f(): s.go()", ["s"]),
        ("class S:\n    c = None\ndef start(): S.c = Client()\ndef f(): S.c", ["S"]),
        ("class S: ...\ns = S()\ndef start(): s.c = 1\ndef f(): s.go()", []),
        ("class S: ...\ns = S()\ndef start(): x = Client()\ndef f(): s.go()", []),
        ("def start():\n    global c\n    c = Client()\ndef f(): c.get()", ["c"]),
        ("c = None\ndef start():\n    global c\n    c = Client()\ndef f(): c", ["c"]),
        ("c = 1\ndef start():\n    global c\n    c = Client()\ndef f(): c", []),
    ],
)
def test_what_a_start_function_sets_is_a_resource(
    project: Project, text: str, expected: list[str]
) -> None:
    """What another function of the module makes and sets is reached by who uses it."""
    app = project.load(HEAD + text)
    assert project.found(app.f) == expected


def test_singleton_classes_keep_their_instance(project: Project) -> None:
    """A class that makes one instance and keeps it on itself is a resource."""
    app = project.load(
        HEAD + "class A:\n    one = None\n    def __new__(cls):\n"
        "        if cls.one is None:\n            cls.one = object.__new__(cls)\n"
        "            cls.one.c = Client()\n        return cls.one\n"
        "def f(): A()"
    )
    assert project.found(app.f) == ["A"]


def test_slot_is_one_for_each_global(project: Project) -> None:
    """A global that is made later is one resource, whoever asks for it."""
    app = project.load(HEAD + GLOBAL.format(made="Client()"))
    walker = project.walker()
    (slot,) = walker.keeping.slots([("app", "c")])
    assert walker.keeping.slots([("app", "c"), ("app", "f")]) == [slot]
    assert [one.node for one in walker.discoveries.found] == [slot]
    assert app.c is None


@pytest.mark.parametrize(
    "owner", [("app", "d"), ("app", "missing"), ("nowhere", "c"), ("json", "c")]
)
def test_no_slot_where_nobody_makes_anything(
    project: Project, owner: tuple[str, str]
) -> None:
    """A name that no function of its module sets is nothing that is made later."""
    project.load(HEAD + "d = None\ndef get(): return d or Client()")
    walker = project.walker()
    assert walker.keeping.slots([owner]) == []
    assert walker.discoveries.found == []


def test_caches_are_told_from_other_callables(project: Project) -> None:
    """A cached function keeps what it makes; a plain one, and other objects, do not."""
    app = project.load(
        HEAD + "def make(): return Client()\nkept, of_type = cache(make), cache(Client)"
    )
    keeping = project.walker().keeping
    assert keeping.by_cache(app.kept) is CLIENT
    assert keeping.by_cache(app.of_type) is CLIENT
    assert keeping.by_cache(app.make) is None
    assert keeping.by_cache(app.Client()) is None


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("def get(self):\n        self.c = self.c or Client()", {"c"}),
        ("def get(self):\n        if not self.c: self.c = connect()", {"c"}),
        ("def start(self): self.c = Client()", {"c"}),
        ("@property\n    def p(self):\n        self.c = self.c or Client()", {"c"}),
        ("@cached_property\n    def p(self): return Client()", {"p"}),
        ("@cache\n    def get(self): return Client()", {"get"}),
        ("def get(self):\n        self.c = self.c or connect(Null)", set()),
        ("def get(self):\n        self.c = self.c or 1", set()),
        ("def get(self): return Client()", set()),
        ("def __init__(self): self.c = Client()", set()),
        ("@cached_property\n    def p(self): return 1", set()),
    ],
)
def test_attributes_that_methods_fill_are_known(
    project: Project, body: str, expected: set[str]
) -> None:
    """The attributes that methods fill with what they make are known, by class."""
    app = project.load(HEAD + f"class A:\n    {body}\nclass B(A): ...")
    keeping = project.walker().keeping
    assert keeping.attributes(app.A) == dict.fromkeys(expected, CLIENT)
    assert keeping.attributes(app.B) == dict.fromkeys(expected, CLIENT)


def test_class_that_leads_to_itself_ends(project: Project) -> None:
    """A class whose method keeps an instance of it is read to its end."""
    app = project.load(
        "class A:\n    def get(self):\n"
        "        self.a = self.a or A()\n        return self.a"
    )
    walker = project.walker()
    assert walker.keeping.attributes(app.A) == {}
    assert node_of(walker, app.A).name == "A"
