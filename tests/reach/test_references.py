"""References: what code names, in every form in which Python has it."""

from __future__ import annotations

import pytest

from loopwise.reach.references import facts_of
from tests.reach.reading import body, code_of, names

# --------------------------------------------------------------------------- globals


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("engine", {"engine"}),
        ("return engine", {"engine"}),
        ("return app.db.engine", {"app.db.engine"}),
        ("return app.db.engine.connect()", {"app.db.engine.connect"}),
        ("return make().engine", {"make"}),
        ("return app.items[0].engine", {"app.items"}),
        ("return app.items[key]", {"app.items", "key"}),
        ("return one.a + two.b", {"one.a", "two.b"}),
        ("return one.a or two.b", {"one.a", "two.b"}),
        ("return one.a if two.b else three.c", {"one.a", "two.b", "three.c"}),
        (
            "return not one.a and one.a is not two.b < three.c",
            {"one.a", "two.b", "three.c"},
        ),
        ("return [one.a, {two.b: three.c}]", {"one.a", "two.b", "three.c"}),
        ("return call(one.a, key=two.b)", {"call", "one.a", "two.b"}),
        ("return call(*one.a, **two.b)", {"call", "one.a", "two.b"}),
        ("return app.call(1, *one.a, x=2, **two.b)", {"app.call", "one.a", "two.b"}),
        ("return f'{one.a!r:>{two.b}}'", {"one.a", "two.b"}),
        ("return one.a[two.b : three.c]", {"one.a", "two.b", "three.c"}),
        ("yield one.a", {"one.a"}),
        ("yield from one.a()", {"one.a"}),
        ("raise one.A from two.b", {"one.A", "two.b"}),
        ("assert one.a, two.b", {"one.a", "two.b"}),
        ("one.a.b = two.c", {"one.a", "two.c"}),
        ("one.a[two.b] = three.c", {"one.a", "two.b", "three.c"}),
        ("del one.a.b", {"one.a"}),
        ("total = 1; total += one.a", {"one.a"}),
        ("one.a.b += two.c", {"one.a", "two.c"}),
        ("one.a[two.b] += three.c", {"one.a", "two.b", "three.c"}),
        ("return lambda: None", set()),
        ("local: one.a = two.b; return local", {"two.b"}),
        ("return ...", set()),
    ],
)
def test_expression_names_its_globals(line: str, expected: set[str]) -> None:
    """Globals are named with the attributes that follow them, wherever they stand."""
    assert names(body(line)) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["with one.a() as x:", "    two.b"], {"one.a", "two.b"}),
        (["with one.a(), two.b() as (x, y):", "    x.c"], {"one.a", "two.b"}),
        (["for x in one.a:", "    x.b", "else:", "    two.c"], {"one.a", "two.c"}),
        (["while one.a:", "    two.b"], {"one.a", "two.b"}),
        (
            ["try:", "    one.a", "except two.B as e:", "    three.c(e)"],
            {"one.a", "two.B", "three.c"},
        ),
        (
            ["try:", "    one.a", "except* two.B:", "    three.c"],
            {"one.a", "two.B", "three.c"},
        ),
        (
            [
                "try:",
                "    one.a",
                "except Exception:",
                "    raise",
                "finally:",
                "    two.b",
            ],
            {"one.a", "Exception", "two.b"},
        ),
        (
            [
                "match one.a:",
                "    case two.B:",
                "        three.c",
                "    case four.D(x=y) if five.e:",
                "        y.f",
                "    case {'k': k, **rest}:",
                "        six.g",
                "    case [*_, last]:",
                "        seven.h",
            ],
            {"one.a", "two.B", "three.c", "four.D", "five.e", "six.g", "seven.h"},
        ),
        (["if (x := one.a):", "    two.b"], {"one.a", "two.b"}),
    ],
)
def test_statement_names_its_globals(lines: list[str], expected: set[str]) -> None:
    """Globals are named in every block of a statement."""
    assert names(body(*lines)) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["await one.a()"], {"one.a"}),
        (["async with one.a() as x:", "    await two.b(x)"], {"one.a", "two.b"}),
        (["async for x in one.a():", "    two.b"], {"one.a", "two.b"}),
        (["return [x async for x in one.a() if two.b]"], {"one.a", "two.b"}),
        (["return {await x: one.a for x in two.b}"], {"one.a", "two.b"}),
        (["return {x async for x in one.a()}"], {"one.a"}),
        (["return [await one.a(x) for x in two.b]"], {"one.a", "two.b"}),
        (["yield one.a"], {"one.a"}),
        (["return (one.a(x) async for x in two.b)"], {"one.a", "two.b"}),
    ],
)
def test_coroutine_names_its_globals(lines: list[str], expected: set[str]) -> None:
    """What is awaited, entered and iterated on a loop is named like all else."""
    assert names(body(*lines, head="async def f():")) == expected


def test_name_is_found_once() -> None:
    """A name that stands in many places is one reference."""
    found = body("one.a", "one.a", "return one.a")
    assert names(found) == {"one.a"}
    assert len(found.references) == 1


def test_code_without_names_has_no_facts() -> None:
    """Code that names nothing leads nowhere."""
    found = body("pass")
    assert found.references == ()
    assert not found.stores
    assert not found.runs_loop


# ---------------------------------------------------------------------------- locals


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["e = engine", "return e.connect()"], {"engine.connect"}),
        (["e = app.engine", "d = e.pool", "d.take()"], {"app.engine.pool.take"}),
        (["e = engine", "return e"], {"engine"}),
        (["e = engine", "e.a", "e.b"], {"engine.a", "engine.b"}),
        (
            ["if x:", "    e = one", "else:", "    e = two", "e.go()"],
            {"x", "one.go", "two.go"},
        ),
        (["try:", "    e = one", "finally:", "    e.go()"], {"one.go"}),
    ],
)
def test_alias_is_what_it_stands_for(lines: list[str], expected: set[str]) -> None:
    """A local name for a global is followed to its attributes."""
    assert names(body(*lines)) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["a, b = one, two", "a.go()"], {"one"}),
        (["a, b = one, two", "b.go()"], {"two"}),
        (["a, b = one, two", "b, a = a, b", "a.go()"], {"two"}),
        (["a, b, c = one, two, three", "a.go()"], {"one"}),
        (["a, b, c = one, two, three", "b.go()"], {"two"}),
        (["a, b, c = one, two, three", "c.go()"], {"three"}),
        (["a, b, c, d = one, two, three, four", "b.go(c)"], {"two", "three"}),
        (["(a, b), c = (one, two), three", "b.go(c)"], {"two", "three"}),
        (["a, *b = one, two", "b[0].go()"], {"two"}),
        (["a = b = one", "b.go()"], {"one"}),
        (["a = b = c = one.a", "a.go()"], {"one"}),
        (["(a := one).go()"], {"one"}),
        (["(a := one)", "a.go()"], {"one"}),
        (["a = one", "return lambda: a.go()"], {"one"}),
        (["a = one", "return [a.go(x) for x in two]"], {"one", "two"}),
        (["return [a.go() for _ in two for a in [one]]"], {"one", "two"}),
        (["a = [one, two]", "return a"], {"one", "two"}),
        (["a = one if x else two", "return a.go()"], {"one", "two"}),
        (["a = one or two", "return a.go()"], {"one", "two"}),
        (["for a in (one, two):", "    a.go()"], {"one", "two"}),
        (["a = one", "for x in y:", "    a.go()", "    a = two"], {"one", "two"}),
        (["a = None", "while x:", "    a and a.go()", "    a = two"], {"two"}),
        (["try:", "    a = one", "except E:", "    a = two", "a.go()"], {"one", "two"}),
        (["with one as a:", "    a.go()"], {"one"}),
        (["a = one", "del a", "a = two", "a.go()"], {"two"}),
        (["match one:", "    case two.B() as a:", "        a.go()"], {"one", "two"}),
        (["match one, two:", "    case a, b:", "        b.go()"], {"two"}),
    ],
)
def test_alias_never_hides_what_it_stands_for(
    lines: list[str], expected: set[str]
) -> None:
    """However a local is bound, what it stands for is named, if not what it has."""
    assert {one.root for one in body(*lines).references} >= expected


def test_many_locals_are_told_apart() -> None:
    """Locals are known by their numbers, also beyond those of a single byte."""
    lines = [f"x{number} = g{number}" for number in range(300)]
    lines += [f"x{number}.a{number}" for number in range(300)]
    assert names(body(*lines)) == {f"g{number}.a{number}" for number in range(300)}


# ---------------------------------------------------------------------- many of them


def test_many_names_are_told_apart() -> None:
    """Names are found by their numbers, also beyond those of a single byte."""
    lines = [f"g{number}.a{number}.b{number}()" for number in range(700)]
    assert names(body(*lines)) == {f"g{n}.a{n}.b{n}" for n in range(700)}


def test_many_imports_are_told_apart() -> None:
    """Late imports are found among more names and constants than a byte can count."""
    lines = [f"x{n} = {n + 0.5}, 'text {n}'" for n in range(300)]
    lines += [f"from ..m{n} import a{n} as b{n}; b{n}.c{n}" for n in range(300)]
    expected = {f"import ..m{n}: a{n}.c{n}" for n in range(300)}
    assert names(body(*lines)) == expected


def test_many_closures_are_told_apart() -> None:
    """Names are found after more closures than a byte can count."""
    lines = [f"x{n} = {n}" for n in range(300)]
    lines += ["def g():", "    return (" + ", ".join(f"x{n}" for n in range(300)) + ")"]
    lines += [f"h{n}.a{n}" for n in range(300)]
    assert names(body(*lines)) == {f"h{n}.a{n}" for n in range(300)}


def test_many_arguments_do_not_disturb_names() -> None:
    """A call with more arguments than a byte can count leaves the names right."""
    arguments = ", ".join("x" for _ in range(300))
    found = body(f"one.call({arguments}).b", "two.c")
    assert names(found) == {"one.call", "x", "two.c"}


def test_long_jumps_do_not_disturb_names() -> None:
    """Code that is so long that jumps need more than a byte is read to its end."""
    lines = ["for x in one.a:", "    if x:"]
    lines += [f"        g{n}.a{n}(x)" for n in range(200)]
    lines += ["    else:", "        two.b", "three.c"]
    expected = {f"g{n}.a{n}" for n in range(200)} | {"one.a", "two.b", "three.c"}
    assert names(body(*lines)) == expected


# --------------------------------------------------------------------- first parameter


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["return self.client"], {"client"}),
        (["await self.client.get()"], {"client"}),
        (["self.a.b", "self.c"], {"a", "c"}),
        (["self.make(self.client)"], {"make", "client"}),
        (["with self.client as c:", "    c.get()"], {"client"}),
        (["return [x for x in self.items]"], {"items"}),
        (["return one.self.client"], set()),
        (["return other.client"], set()),
        (["self.client = 1"], set()),
    ],
)
def test_own_attributes_are_known(lines: list[str], expected: set[str]) -> None:
    """What a method reads of its first parameter is told apart from all else."""
    found = body(*lines, head="async def f(self, other):")
    assert set(found.own) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("return self", True),
        ("x = self", True),
        ("call(self)", True),
        ("return lambda: call(self)", True),
        ("return [call(self) for x in y]", True),
        ("return getattr(self, y)", True),
        ("return self.client", False),
        ("self.client = y", False),
        ("return [self.client for x in y]", False),
        ("return lambda: self.client", False),
        ("return y", False),
    ],
)
def test_handing_on_the_first_parameter_is_known(line: str, expected: bool) -> None:
    """Whether a method uses its first parameter in any other way is known."""
    assert body(line, head="def f(self, y):").hands_on_own is expected


@pytest.mark.parametrize(
    "line",
    [
        "return [self.client.get(x) for x in y]",
        "return (self.client.get(x) for x in y)",
        "return {x: self.client for x in y}",
        "return lambda: self.client.get()",
        "return await gather(*(self.client.get(x) for x in y))",
    ],
)
def test_own_attributes_are_known_in_closures(line: str) -> None:
    """What is read of the first parameter counts in comprehensions and lambdas too."""
    found = body(line, head="async def f(self, y):")
    assert set(found.own) == {"client"}


def test_own_attributes_are_known_beside_closures() -> None:
    """A first parameter that a closure takes is the first parameter all the same."""
    found = body("g(lambda: self)", "self.client.get()", head="def f(self):")
    assert set(found.own) == {"client"}


def test_facts_are_read_once() -> None:
    """The facts of one code object are kept."""
    code = code_of("def f(): return one.a")
    assert facts_of(code) is facts_of(code)
