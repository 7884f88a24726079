"""What code makes when it is called: itself, or by what it calls."""

from __future__ import annotations

import pytest

from loopwise.reach.made import NOTHING_REAL, drivers_in, is_spared
from tests.reach.projects import CLIENT, Project, node_of

HEAD = "import dataclasses\nfrom clients import Client, Free, Null, connect\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(): return Client()", True),
        ("def f(): return connect()", True),
        ("def f(): return g()\ndef g(): return Client()", True),
        ("def f():\n    with connect() as c: yield c", True),
        (
            "class A:\n    def __init__(self): self.c = Client()\ndef f(): return A()",
            True,
        ),
        ("def f(): return connect(Null)", False),
        ("def f(): return g(Null)\ndef g(x): return connect(x)", False),
        ("def f(): return Free()", False),
        ("def f(): return lambda: Client()", False),
        ("async def g(): return Client()\ndef f(): return g()", False),
        ("def f(): return g()\ndef g(): return f()", False),
    ],
)
def test_what_a_sync_function_makes_is_known(
    project: Project, text: str, expected: bool
) -> None:
    """The type of what a function makes is known, itself or by what it calls."""
    app = project.load(HEAD + text)
    assert (project.reach().made_by(app.f) is CLIENT) is expected


def test_calls_are_followed_to_their_end(project: Project) -> None:
    """What a function makes is found however deep, and circles of calls end."""
    lines = [f"def g{n}(): return g{n + 1}() or g0()" for n in range(50)]
    app = project.load("\n".join([HEAD, *lines, "def g50(): return Client()"]))
    assert project.walker().making.by(app.g0) is CLIENT


def test_what_spares_on_the_way_counts_for_its_own_way(project: Project) -> None:
    """What a caller names keeps what its callee makes off loops, for itself only."""
    app = project.load(
        HEAD + "def build(x=None): return connect(x)\n"
        "def bound(): return build()\ndef free(): return build(Null)"
    )
    making = project.walker().making
    assert making.by(app.free) is None
    assert making.by(app.bound) is CLIENT
    assert making.by(app.Client) is CLIENT
    assert making.by(app.Free) is None


def test_class_makes_what_its_instances_start_with(project: Project) -> None:
    """A class makes what its methods make and set, and what its fields default to."""
    app = project.load(
        HEAD + "class A:\n    def __init__(self): self.c = connect()\n"
        "@dataclasses.dataclass\nclass D:\n"
        "    c: object = dataclasses.field(default_factory=Client)\n"
        "class N:\n    def get(self): return Client()\n"
    )
    making = project.walker().making
    assert making.by(app.A) is CLIENT
    assert making.by(app.D) is CLIENT
    assert making.by(app.N) is None


def test_code_is_read_once(project: Project) -> None:
    """What a node makes is known from the first look, with what would spare it."""
    app = project.load(HEAD + "def f(): return connect(Null)")
    walker = project.walker()
    node = node_of(walker, app.f)
    made = walker.making.of(node)
    assert made.rows == [CLIENT]
    assert made.spares == {"clients:Null"}
    assert walker.making.of(node) is made


@pytest.mark.parametrize(
    ("spares", "expected"),
    [
        (frozenset(), False),
        (frozenset({"clients:Other"}), False),
        (frozenset({"clients:Null"}), True),
        (frozenset({"clients:Other", "clients:Null"}), True),
        (frozenset({NOTHING_REAL}), True),
        (frozenset({"driver:free"}), True),
        (frozenset({"driver:bound"}), False),
    ],
)
def test_names_spare_what_their_row_says(
    spares: frozenset[str], expected: bool
) -> None:
    """Code that names what a row says, a free driver or a mock makes nothing bound."""
    assert is_spared(CLIENT, spares) is expected


def test_mocks_make_nothing_real(project: Project) -> None:
    """A function that names a type next to a mock makes nothing of that type."""
    app = project.load(
        HEAD + "from unittest.mock import AsyncMock\n"
        "def f(): return AsyncMock(spec=Client)"
    )
    assert project.walker().making.by(app.f) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sqlite+aiosqlite:///file.db", ["driver:aiosqlite"]),
        ("postgresql+asyncpg://host/db", ["driver:asyncpg"]),
        ("postgresql://host/db", []),
        ("a sentence: with a+b", []),
        (3, []),
    ],
)
def test_drivers_are_found_in_urls(text: object, expected: list[str]) -> None:
    """The driver in the URL of a database is what stands before its first colon."""
    assert list(drivers_in([text])) == expected
