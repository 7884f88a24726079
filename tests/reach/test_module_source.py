"""One module's source: its names, and where they get their values."""

from __future__ import annotations

from pathlib import Path

import pytest

from loopwise.reach.module_source import (
    Assignment,
    Binding,
    Definition,
    Import,
    read_module,
)


def bindings(directory: Path, text: str) -> dict[str, list[Binding]]:
    """Read a module's text."""
    path = directory / "one.py"
    path.write_text(text, encoding="utf-8")
    found = read_module("pkg.one", path)
    assert found is not None
    return found.bindings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a", {"a": Import("a", 0, "", 1)}),
        ("import a.b", {"a": Import("a", 0, "", 1)}),
        ("import a as b", {"b": Import("a", 0, "", 1)}),
        ("import a.b.c as d", {"d": Import("a.b.c", 0, "", 1)}),
        ("import a, b", {"a": Import("a", 0, "", 1), "b": Import("b", 0, "", 1)}),
        ("from a import b", {"b": Import("a", 0, "b", 1)}),
        ("from a.b import c as d", {"d": Import("a.b", 0, "c", 1)}),
        ("from . import a", {"a": Import("", 1, "a", 1)}),
        ("from ..a import b", {"b": Import("a", 2, "b", 1)}),
        (
            "from a import b, c as d",
            {"b": Import("a", 0, "b", 1), "d": Import("a", 0, "c", 1)},
        ),
    ],
)
def test_imports_are_bound(
    tmp_path: Path, text: str, expected: dict[str, Import]
) -> None:
    """An import binds the names that Python binds for it."""
    found = bindings(tmp_path, text)
    assert found == {name: [one] for name, one in expected.items()}


@pytest.mark.parametrize(
    ("value", "called", "named"),
    [
        ("make()", {"make"}, {"make"}),
        ("a.b.make(c.d)", {"a.b.make"}, {"a.b.make", "c.d"}),
        ("make(one(), k=two())", {"make", "one", "two"}, {"make", "one", "two"}),
        ("[make(), x]", {"make"}, {"make", "x"}),
        ("{'k': make(x)}", {"make"}, {"make", "x"}),
        ("make() if x else y", {"make"}, {"make", "x", "y"}),
        ("make().get()", {"make"}, {"make"}),
        ("make()[0].x", {"make"}, {"make"}),
        ("x[y].z", set(), {"x", "y"}),
        ("lambda: make()", set(), {"make"}),
        ("[make(x) for x in y]", {"make"}, {"make", "x", "y"}),
        ("x", set(), {"x"}),
        ("1", set(), set()),
        ("f'{make()}'", {"make"}, {"make"}),
    ],
)
def test_assignment_has_what_its_value_names(
    tmp_path: Path, value: str, called: set[str], named: set[str]
) -> None:
    """An assignment knows what its expression calls, and all names in it."""
    (one,) = bindings(tmp_path, f"\nx = {value}")["x"]
    assert isinstance(one, Assignment)
    assert one.line == 2
    assert set(one.called) == called
    assert set(one.named) == named


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a = b = make()", {"a", "b"}),
        ("a, (b, *c) = make()", {"a", "b", "c"}),
        ("[a, b] = make()", {"a", "b"}),
        ("a: int = make()", {"a"}),
        ("a += make()", {"a"}),
        ("a: int", set()),
        ("a.b = make()", set()),
        ("a[b] = make()", set()),
        ("with make() as a: ...", {"a"}),
        ("with make() as a, make() as b: ...", {"a", "b"}),
        ("with make() as (a, b): ...", {"a", "b"}),
        ("with make(): ...", set()),
        ("make()", set()),
    ],
)
def test_what_is_assigned_is_bound(tmp_path: Path, text: str, names: set[str]) -> None:
    """Every name that a statement gives a value is bound, and nothing else is."""
    found = bindings(tmp_path, text)
    assert set(found) == names
    for (one,) in found.values():
        assert isinstance(one, Assignment)
        assert one.called == ("make",)


@pytest.mark.parametrize(
    "text",
    [
        "if x:\n    a = 1\nelif y:\n    a = 2\nelse:\n    a = 3",
        "try:\n    a = 1\nexcept E:\n    a = 2\nfinally:\n    a = 3",
        "try:\n    pass\nexcept E:\n    a = 1\nelse:\n    a = 2\na = 3",
        "try:\n    a = 1\nexcept* E:\n    a = 2\nelse:\n    a = 3",
        "for x in y:\n    a = 1\nelse:\n    a = 2\na = 3",
        "while x:\n    a = 1\n    if y:\n        a = 2\nelse:\n    a = 3",
        "with x:\n    a = 1\n    with y:\n        a = 2\na = 3",
        "match x:\n    case 1:\n        a = 1\n    case _:\n        a = 2\na = 3",
    ],
)
def test_statements_under_conditions_count(tmp_path: Path, text: str) -> None:
    """Whatever a name may get its value from at import is there, in its order."""
    found = bindings(tmp_path, text)
    assert list(found) == ["a"]
    lines = [one.line for one in found["a"]]
    assert len(lines) == 3
    assert sorted(lines) == [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip().startswith("a =")
    ]


def test_what_functions_assign_is_their_own(tmp_path: Path) -> None:
    """What is set inside of functions and classes is no name of the module."""
    text = (
        "def f():\n    a = 1\nclass C:\n    b = 1\n    def m(self): ...\n"
        "async def g():\n    import c\n"
    )
    assert set(bindings(tmp_path, text)) == {"f", "C", "g"}


@pytest.mark.parametrize(
    ("text", "is_async", "bases", "line"),
    [
        ("def f(): ...", False, (), 1),
        ("async def f(): ...", True, (), 1),
        ("@cache\ndef f(): ...", False, ("cache",), 2),
        ("@a.cache(1)\n@b\ndef f(): ...", False, ("a.cache", "b"), 3),
        ("@(lambda g: g)\ndef f(): ...", False, (), 2),
        ("if x:\n    def f(): ...", False, (), 2),
    ],
)
def test_function_has_its_code(
    tmp_path: Path, text: str, is_async: bool, bases: tuple[str, ...], line: int
) -> None:
    """A function is bound with its code and with its decorators' names."""
    (one,) = bindings(tmp_path, text)["f"]
    assert isinstance(one, Definition)
    assert one.code is not None
    assert one.code.co_name == "f"
    assert (one.is_async, one.bases, one.line) == (is_async, bases, line)
    assert not one.is_class


def test_class_has_the_code_of_its_methods(tmp_path: Path) -> None:
    """A class is bound with its methods and with its decorators' and bases' names."""
    text = (
        "@deco\nclass C(A, b.B[int], metaclass=M):\n"
        "    def one(self): ...\n    async def two(self): ...\n"
    )
    (one,) = bindings(tmp_path, text)["C"]
    assert isinstance(one, Definition)
    assert one.is_class
    assert {"deco", "A"} <= set(one.bases)
    assert {"one", "two"} <= {code.co_name for code in one.methods}


def test_function_that_is_defined_twice_has_each_code(tmp_path: Path) -> None:
    """Each definition of a name has its own code."""
    text = "if x:\n    def f(): one\nelse:\n    def f(): two"
    found = bindings(tmp_path, text)["f"]
    codes = [one.code for one in found if isinstance(one, Definition)]
    assert [code.co_names for code in codes if code is not None] == [("one",), ("two",)]


def test_generic_definitions_are_bound(tmp_path: Path) -> None:
    """The names of a module do not depend on what else its functions have."""
    found = bindings(tmp_path, "def f(x: 'T', /, y=1, *, z: int = 2) -> 'T': return g")
    (one,) = found["f"]
    assert isinstance(one, Definition)
    assert one.code is not None
    assert one.code.co_names == ("g",)


def test_module_says_what_it_is(tmp_path: Path) -> None:
    """A module has its name and its file, and a package is told from others."""
    (tmp_path / "one.py").touch()
    (tmp_path / "__init__.py").touch()
    one = read_module("pkg.one", tmp_path / "one.py")
    package = read_module("pkg", tmp_path / "__init__.py")
    assert one is not None
    assert package is not None
    assert (one.name, one.file) == ("pkg.one", str(tmp_path / "one.py"))
    assert [one.is_package, package.is_package] == [False, True]
    assert one.bindings == {}


@pytest.mark.parametrize(
    "content",
    [
        b"(",
        b"x = \0",
        b"return 1",
        b"# coding: nonsense\n",
        b"\xff\xfe\xfa",
        b"x = " + b"(" * 1000 + b")" * 1000,
        b"def f():\n\tx\n        y",
    ],
)
def test_what_is_no_python_is_nothing(tmp_path: Path, content: bytes) -> None:
    """A file that Python would refuse is for the import to complain about."""
    path = tmp_path / "one.py"
    path.write_bytes(content)
    assert read_module("one", path) is None


def test_missing_file_is_nothing(tmp_path: Path) -> None:
    """A file that is gone, or a folder, is no module."""
    assert read_module("one", tmp_path / "one.py") is None
    assert read_module("one", tmp_path) is None


def test_warnings_of_the_source_are_not_ours(tmp_path: Path) -> None:
    """Reading a module whose code Python would warn about warns nobody."""
    found = bindings(tmp_path, "x = '\\d'\ny = 1 is 1\nassert (1, 'text')")
    assert set(found) == {"x", "y"}


def test_encodings_are_known(tmp_path: Path) -> None:
    """A source is read in the encoding that it declares."""
    path = tmp_path / "one.py"
    path.write_bytes("# coding: latin-1\nnäme = 1\n".encode("latin-1"))
    found = read_module("one", path)
    assert found is not None
    assert set(found.bindings) == {"näme"}
