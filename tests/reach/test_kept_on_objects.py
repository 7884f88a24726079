"""What objects of the project make later, and keep in ways of their own."""

from __future__ import annotations

import pytest

from tests.reach.projects import Project

HEAD = "from functools import partial\nfrom clients import Client, Free, connect\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            (
                "class Manager:\n"
                "    def __init__(self): self.kept = {}\n"
                "    def get(self, n):\n"
                "        self.kept[n] = Client()\n"
                "        return self.kept[n]\n"
                "x = Manager()"
            ),
            "x",
        ),
        (
            (
                "class Manager:\n"
                "    def __init__(self): self.kept = {}\n"
                "    def get(self, n): return self.kept.setdefault(n, Client())\n"
                "x = Manager()"
            ),
            "x",
        ),
        (
            (
                "class Manager:\n"
                "    kept = {}\n"
                "    @classmethod\n"
                "    def get(cls, n):\n"
                "        cls.kept[n] = Client()\n"
                "        return cls.kept[n]\n"
                "x = Manager"
            ),
            "Manager",
        ),
        (
            (
                "class Lazy:\n"
                "    def __init__(self, make): self.make, self.kept = make, None\n"
                "    def get(self, n):\n"
                "        if self.kept is None: self.kept = self.make()\n"
                "        return self.kept\n"
                "x = Lazy(partial(connect))"
            ),
            "x",
        ),
        (
            (
                "class Base:\n"
                "    kept = None\n"
                "    def get(self, n):\n"
                "        self.kept = self.make()\n"
                "        return self.kept\n"
                "class Lazy(Base):\n"
                "    def make(self): return Client()\n"
                "x = Lazy()"
            ),
            "x",
        ),
        (
            (
                "class Shared:\n"
                "    state = {}\n"
                "    def __init__(self):\n"
                "        self.__dict__ = self.state\n"
                "        self.kept = Client()\n"
                "    def get(self, n): return self.kept\n"
                "def x(): return Shared()\n"
                "x.get = lambda n: x().get(n)"
            ),
            "Shared",
        ),
    ],
    ids=["subscript", "setdefault", "class", "given", "overridden", "borg"],
)
def test_object_that_keeps_what_it_makes_is_a_resource(
    project: Project, text: str, expected: str
) -> None:
    """A module's object, or a class, that keeps what its methods make is a resource."""
    app = project.load(f"{HEAD}{text}\ndef f(): x.get('a').get()")
    assert project.found(app.f) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        # Made anew, and its own: what a fresh object keeps ends with it.
        (
            "class Manager:\n"
            "    def __init__(self): self.kept = {}\n"
            "    def get(self, n):\n"
            "        self.kept[n] = Client()\n"
            "        return self.kept[n]\n"
            "def f(): Manager().get('a')"
        ),
        # A list that is only added to keeps messages, not clients.
        (
            "messages = []\n"
            "def f():\n"
            "    client = Client()\n"
            "    messages.append('made')\n"
            "    return client"
        ),
        # A variable that only a function inside shares ends with the call.
        (
            "def f():\n"
            "    client = Client()\n"
            "    calls = 0\n"
            "    def count():\n"
            "        nonlocal calls\n"
            "        calls += 1\n"
            "        return client\n"
            "    return count()"
        ),
        # Filled, but not by the project's own container.
        (
            "import sys\n"
            "def f():\n"
            "    sys.modules['nothing'] = sys\n"
            "    del sys.modules['nothing']\n"
            "    return Client()"
        ),
    ],
    ids=["fresh", "messages", "own variable", "library"],
)
def test_what_ends_with_the_call_is_no_resource(project: Project, text: str) -> None:
    """What code makes and does not keep beyond the call ties nobody."""
    app = project.load(f"{HEAD}{text}")
    assert project.found(app.f) == []
