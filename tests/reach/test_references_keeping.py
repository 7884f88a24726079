"""What else code tells: what it keeps, whether it runs the loop, and what it gives."""

from __future__ import annotations

import pytest

from tests.reach.reading import body, facts, names, written

# ---------------------------------------------------------------------- what it keeps


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["global e", "if e is None:", "    e = make()", "return e"], {"e"}),
        (["global e", "e = e or make()"], {"e"}),
        (["global e", "e += 1"], {"e"}),
        (
            ["global e, d", "if e is None:", "    e = d = make()", "return d"],
            {"e", "d"},
        ),
        (["global e, d", "e, d = make()"], {"e", "d"}),
        (["global e", "from app import e"], {"e"}),
        (["global e", "with make() as e:", "    pass"], {"e"}),
        (["return e"], set()),
        (["e = make()"], set()),
        (["e.d = make()"], set()),
    ],
)
def test_globals_that_are_set_are_known(lines: list[str], expected: set[str]) -> None:
    """The globals that a function sets are known, whatever sets them."""
    found = body(*lines)
    assert found.stored_globals == expected
    assert found.stores is (bool(expected) or "e.d = make()" in lines)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["if self.c is None:", "    self.c = make()", "return self.c"], {"c"}),
        (["if not hasattr(self, 'c'):", "    self.c = make()"], {"c"}),
        (["self.c += 1"], {"c"}),
        (["self.c = self.d"], {"c"}),
        (["self.c, self.d = make()"], {"c", "d"}),
        (["self.c.d = make()"], {"d"}),
        (["return self.c"], set()),
        (["self.c['d'] = make()"], set()),
    ],
)
def test_attributes_that_are_set_are_known(
    lines: list[str], expected: set[str]
) -> None:
    """The attributes that a function sets, of whatever, are known."""
    assert body(*lines, head="def f(self):").stored_attributes == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["app.client = make()"], {"app client"}),
        (["app.state.client = make()"], {"app.state client"}),
        (["app.a, app.b = make()"], {"app a", "app b"}),
        (
            ["from app import state", "state.client = make()"],
            {"import app: state client"},
        ),
        (["state = app.state", "state.client = make()"], {"app.state client"}),
        (["app.client"], set()),
        (["make().client = 1"], set()),
    ],
)
def test_attributes_that_are_set_on_globals_are_known(
    lines: list[str], expected: set[str]
) -> None:
    """What a function sets an attribute on is known, where that is a global."""
    found = body(*lines).stored_on
    assert {f"{written(one)} {name}" for one, name in found} == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("kept[name] = make()", True),
        ("kept[name][0] = make()", True),
        ("app.kept[name] = make()", True),
        ("kept[1:2] = make()", True),
        ("kept.name = make()", False),
        ("return kept[name]", False),
    ],
)
def test_filling_a_container_is_known(line: str, expected: bool) -> None:
    """Whether code puts something into a container is known."""
    assert body(line).fills is expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["global x", "x = 1"], True),
        (["one.x = 1"], True),
        (["one.x, y = 1, 2"], True),
        (["for one.x in two: pass"], True),
        (["with one() as two.x: pass"], True),
        (["x = 1"], False),
        (["return one.x"], False),
    ],
)
def test_stores_are_known(lines: list[str], expected: bool) -> None:
    """Whether code sets a global or an attribute is known, whatever sets it."""
    assert body(*lines).stores is expected


def test_nonlocal_is_a_store() -> None:
    """What a function sets of the one around it outlives its call."""
    source = "def f():\n    def g():\n        nonlocal x\n        x = one()\n    x = 1"
    found = facts(source)
    assert names(found) == {"one"}, "what stores is not put off to later"


# ---------------------------------------------------------------------------- the loop


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["loop.run_until_complete(x)"], True),
        (["asyncio.get_event_loop().run_forever()"], True),
        (["return lambda: loop.run_until_complete(x)"], True),
        (["def g():", "    def h():", "        loop.run_forever()"], True),
        (["asyncio.run(x)"], False),
        (["run_until_complete = 1"], False),
    ],
)
def test_running_the_loop_by_hand_is_known(lines: list[str], expected: bool) -> None:
    """Code that runs the current loop is told from code that runs one of its own."""
    assert body(*lines).runs_loop is expected


# ----------------------------------------------------------------------- what it gives


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["pass"], True),
        (["one.a()"], True),
        (["return"], True),
        (["return None"], True),
        (["if one:", "    return", "two()"], True),
        (["yield"], True),
        (["yield None"], True),
        (["one.a()", "yield", "two.b()"], True),
        (["with one.a():", "    yield"], True),
        (["with one.a():", "    return"], True),
        (["try:", "    yield", "finally:", "    one.a()"], True),
        (["try:", "    return", "finally:", "    one.a()"], True),
        (["x = 1", "if x:", "    return None"], True),
        (["return one"], False),
        (["return 1"], False),
        (["return ''"], False),
        (["return one.a()"], False),
        (["if one:", "    return two"], False),
        (["yield one"], False),
        (["yield 1"], False),
        (["with one.a() as x:", "    yield x"], False),
        (["yield from one()"], False),
        (["return lambda: None"], False),
    ],
)
def test_giving_nothing_is_known(lines: list[str], expected: bool) -> None:
    """A function gives nothing if it only ever returns and yields ``None``."""
    assert body(*lines).gives_nothing is expected
