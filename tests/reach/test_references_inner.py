"""References of late imports, and of what is made inside a function."""

from __future__ import annotations

import sys

import pytest

from loopwise.reach.references import facts_of
from tests.reach.reading import body, code_of, facts, inside, names

# ---------------------------------------------------------------------- late imports


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["import app", "return app.engine"], {"import app: engine"}),
        (["import app.db", "app.db.engine"], {"import app: db.engine"}),
        (["import app as a", "a.engine"], {"import app: engine"}),
        (["import app.db as d", "d.engine"], {"import app: db.engine"}),
        (["import a.b.c as d", "d.engine"], {"import a: b.c.engine"}),
        (["import a.b.c.d as e", "e.engine.go()"], {"import a: b.c.d.engine.go"}),
        (
            ["import one, two.b as b", "one.a", "b.c"],
            {"import one: a", "import two: b.c"},
        ),
        (["from app import db", "db.engine"], {"import app: db.engine"}),
        (["from app.db import engine", "engine.go()"], {"import app.db: engine.go"}),
        (["from app.db import engine as e", "e.go()"], {"import app.db: engine.go"}),
        (
            ["from app import db as d, api", "d.engine", "api.go"],
            {"import app: db.engine", "import app: api.go"},
        ),
        (["from . import db", "db.engine"], {"import .: db.engine"}),
        (["from .db import engine", "engine.go()"], {"import .db: engine.go"}),
        (["from .. import db", "return db"], {"import ..: db"}),
        (
            ["from ..core.db import engine", "return engine"],
            {"import ..core.db: engine"},
        ),
        (
            ["from a import b", "from c import d", "return b, d"],
            {"import a: b", "import c: d"},
        ),
        (
            ["import a", "x = 0, None", "import b", "return a.x, b.y"],
            {"import a: x", "import b: y"},
        ),
        (["with one:", "    from a import b", "return b.c"], {"one", "import a: b.c"}),
        (
            [
                "try:",
                "    from a import b",
                "except E:",
                "    from c import b",
                "b.go()",
            ],
            {"E", "import a: b.go", "import c: b.go"},
        ),
        (
            ["if one:", "    import a as b", "else:", "    import c.d as b", "b.go()"],
            {"one", "import a: go", "import c: d.go"},
        ),
        (["for x in one:", "    import a", "    a.b(x)"], {"one", "import a: b"}),
        (["e = 1", "from a import b as e", "e.go"], {"import a: b.go"}),
        (["from a import b", "c = b.d", "c.e()"], {"import a: b.d.e"}),
    ],
)
def test_late_import_is_followed(lines: list[str], expected: set[str]) -> None:
    """A module that a function imports is named with what is taken from it."""
    assert names(body(*lines)) == expected


@pytest.mark.parametrize(
    "lines",
    [
        ["global b", "from app import b"],
        ["from app import b", "return lambda: b.engine"],
        ["from app import b", "def g():", "    return b.engine"],
        ["from app import b", "class G:", "    c = b.engine"],
        ["from app import b", "return [b.engine for _ in range(3)]"],
    ],
)
def test_late_import_that_is_handed_on_counts(lines: list[str]) -> None:
    """An import whose further way is not seen counts as a whole."""
    found = {name.removeprefix("later ") for name in names(body(*lines))}
    assert any(name.startswith("import app: b") for name in found)


def test_imports_of_coroutines_are_followed() -> None:
    """What is imported late and awaited is followed as all else."""
    lines = [
        "from app.db import session",
        "async with session() as s:",
        "    await s.go()",
    ]
    assert names(body(*lines, head="async def f():")) == {"import app.db: session"}


# ------------------------------------------------------------------ what is made inside


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["return lambda: one.a"], {"later one.a"}),
        (["def g():", "    return one.a"], {"later one.a"}),
        (["async def g():", "    await one.a()"], {"later one.a"}),
        (["def g():", "    yield one.a"], {"later one.a"}),
        (["def g():", "    return lambda: one.a"], {"later one.a"}),
        (
            ["def g():", "    return [one.a for x in two.b]"],
            {"later one.a", "later two.b"},
        ),
        (["def g():", "    from a import b", "    b.c"], {"later import a: b.c"}),
        (
            ["def g(x=one.a, *, y=two.b):", "    three.c"],
            {"one.a", "two.b", "later three.c"},
        ),
        (["def g(x: one.A) -> two.B:", "    x: three.C"], {"one.A", "two.B"}),
        (["def g(x: 'one.A') -> 'two.B':", "    three.c"], {"later three.c"}),
        (["@one.a", "def g():", "    two.b"], {"one.a", "later two.b"}),
        (["@one.a(two.b)", "def g(): ..."], {"one.a", "two.b"}),
        (["return [one.a for x in two.b if three.c]"], {"one.a", "two.b", "three.c"}),
        (["return {one.a: x for x in two.b}"], {"one.a", "two.b"}),
        (["return {one.a for x in two.b}"], {"one.a", "two.b"}),
        (["return sum(one.a for x in two.b)"], {"sum", "one.a", "two.b"}),
        (["return [one.a for x in two for y in x.b]"], {"one.a", "two"}),
    ],
)
def test_inner_code_is_read_too(lines: list[str], expected: set[str]) -> None:
    """What runs at once is named as it stands, and what is only made, as for later."""
    assert names(body(*lines)) == expected


def test_class_body_runs_at_once() -> None:
    """The body of a class is read as it stands, and its methods as for later."""
    lines = [
        "class G(one.A, metaclass=two.B):",
        "    c: three.C = four.d",
        "    e = [five.f for _ in six.g]",
        "    def method(self, x=seven.h):",
        "        return eight.i",
    ]
    found = names(body(*lines))
    assert found >= {"one.A", "two.B", "four.d", "six.g", "seven.h", "later eight.i"}
    assert {name.removeprefix("later ") for name in found} >= {"three.C", "five.f"}


def test_inner_function_that_stores_may_run_at_once() -> None:
    """A function made inside that sets something is not put off: it may be called."""
    lines = ["def g():", "    one.a = two.b()", "g()"]
    assert names(body(*lines)) == {"one", "two.b"}


def test_names_of_a_class_body_are_its_own_or_global() -> None:
    """Code of a class names what it does not set itself, at any place of a module."""
    source = "class f:\n    a = one.b\n    c = a.d\n"
    assert names(facts_of(code_of(source))) >= {"one.b"}


def test_free_variables_are_no_globals() -> None:
    """What a closure takes from around it is not looked up among the globals."""
    source = "def f():\n    x = one.a\n    def g():\n        return x.b + two.c"
    outer = facts(source)
    inner = facts_of(inside(code_of(source), "g"))
    assert names(inner) == {"two.c"}
    assert {one.root for one in outer.references} == {"one", "two"}


@pytest.mark.skipif(sys.version_info < (3, 12), reason="new in Python 3.12")
@pytest.mark.parametrize(
    "lines",
    [
        ["def g[T: one.A](x: T) -> T:", "    return two.b"],
        ["class G[T](one.A):", "    x = two.b"],
        ["type G = one.A | two.b"],
    ],
)
def test_generic_code_is_read(lines: list[str]) -> None:
    """Functions, classes and aliases with type parameters are read like others."""
    found = {name.removeprefix("later ") for name in names(body(*lines))}
    assert found >= {"one.A", "two.b"}


def test_deep_functions_are_read() -> None:
    """Functions in functions are read to any depth."""
    lines = [f"{'    ' * depth}def g{depth}():" for depth in range(15)]
    lines.append("    " * 15 + "return one.a")
    assert names(body(*lines)) == {"later one.a"}
