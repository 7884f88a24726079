"""Instructions: the same names in every version of Python."""

from __future__ import annotations

import dis

import pytest

from loopwise.reach import instructions
from tests.reach.reading import code_of


def read(source: str) -> list[tuple[str, int]]:
    """Read the function ``f`` of a module."""
    return list(instructions.of(code_of(source)))


def named(source: str) -> list[str]:
    """Give the names of globals and attributes in the order of their instructions."""
    code = code_of(source)
    wanted = {"LOAD_GLOBAL", "LOAD_ATTR", "STORE_ATTR", "STORE_GLOBAL", "IMPORT_NAME"}
    return [code.co_names[arg] for name, arg in instructions.of(code) if name in wanted]


def test_operands_are_numbers_of_names() -> None:
    """The flags in operands are taken off: what is left is the number of the name."""
    assert named("def f(): one.a.b(); two.c = three.d") == [
        *("one", "a", "b"),
        *("three", "d", "two", "c"),
    ]


def test_methods_are_attributes() -> None:
    """An attribute that is called reads like one that is not."""
    called, plain = read("def f(): one.a()"), read("def f(): one.a")
    assert ("LOAD_ATTR", 1) in called
    assert ("LOAD_ATTR", 1) in plain


def test_class_bodies_load_names_like_globals() -> None:
    """Code that looks names up at run time reads like code that knows them global."""
    assert named("class f:\n    x = one.a")[-2:] == ["one", "a"]


@pytest.mark.parametrize("count", [100, 200, 300, 600])
def test_wide_operands_are_put_together(count: int) -> None:
    """Operands that need more than one byte are put together from their parts."""
    lines = [f"    g{number}.a{number}" for number in range(count)]
    expected = [f"{kind}{number}" for number in range(count) for kind in "ga"]
    assert named("\n".join(["def f():", *lines])) == expected


def test_two_instructions_in_one_are_two() -> None:
    """Locals are loaded and stored one by one, however the code packs them."""
    source = "def f(a, b):\n    c, d = b, a\n    return c + d"
    found = [one for one in read(source) if one[0] in {"LOAD_FAST", "STORE_FAST"}]
    loads = [arg for name, arg in found if name == "LOAD_FAST"]
    stores = [arg for name, arg in found if name == "STORE_FAST"]
    assert loads == [1, 0, 2, 3]
    assert sorted(stores) == [2, 3]


def test_what_stands_between_is_left_out() -> None:
    """Between a name and its attribute stands nothing without a meaning of its own."""
    found = [name for name, _ in read("def f(x): return one.a(x).b")]
    assert found.index("LOAD_ATTR") == found.index("LOAD_GLOBAL") + 1
    assert "" not in found
    assert not {"CACHE", "RESUME", "PUSH_NULL", "NOP", "PRECALL", "EXTENDED_ARG"} & {
        *found
    }


def test_nothing_is_lost() -> None:
    """Whatever Python's own disassembler shows of globals and attributes is there."""
    source = (
        "def f(a):\n"
        "    try:\n"
        "        with one.a() as b, two.c(b):\n"
        "            return [three.d(x) for x in b.e if x.g]\n"
        "    except four.H as error:\n"
        "        five.i[error.j] = a.k\n"
    )
    code = code_of(source)
    shown = [
        one.argval
        for one in dis.get_instructions(code)
        if one.opname in {"LOAD_GLOBAL", "LOAD_ATTR", "LOAD_METHOD"}
    ]
    read_ = [
        code.co_names[arg]
        for name, arg in instructions.of(code)
        if name in {"LOAD_GLOBAL", "LOAD_ATTR"}
    ]
    assert read_ == shown
    assert {"one", "two", "four", "five", "k"} <= {*read_}
