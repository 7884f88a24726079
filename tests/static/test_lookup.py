from __future__ import annotations

import ast
from pathlib import Path

import pytest

from loopwise.model.place import Place
from loopwise.static.configuration import Configuration, Project, Setting
from loopwise.static.lookup import Lookup, roots_of
from loopwise.static.source_file import SourceFile, read_source
from loopwise.testing import ExampleSuite


def lookup_of(directory: Path, **files: str) -> Lookup:
    texts = {f"{name.replace('__', '/')}.py": one for name, one in files.items()}
    texts = {name.replace("/init.", "/__init__."): one for name, one in texts.items()}
    ExampleSuite(texts).write(directory)
    return Lookup([directory], rootdir=directory)


def test_modules_are_found_by_their_names(tmp_path: Path) -> None:
    """Modules, packages and namespace packages are found as an import finds them."""
    lookup = lookup_of(tmp_path, one="", app__init="", app__db="", bare__inner="")
    assert lookup.path("one") == tmp_path / "one.py"
    assert lookup.path("app") == tmp_path / "app/__init__.py"
    assert lookup.path("app.db") == tmp_path / "app/db.py"
    assert lookup.path("bare") == tmp_path / "bare"
    assert lookup.path("bare.inner") == tmp_path / "bare/inner.py"


@pytest.mark.parametrize("name", ["", ".", "os", "one.inner", "app.no", "a-b", "app."])
def test_other_names_are_not_found(name: str, tmp_path: Path) -> None:
    """What is no module of the project is not found, whatever it is called."""
    lookup = lookup_of(tmp_path, one="", app__init="")
    assert lookup.path(name) is None
    assert lookup.module(name) is None
    assert lookup.names(name) is None


def test_compiled_modules_are_not_read(tmp_path: Path) -> None:
    """Beside a compiled module the source is not what is imported."""
    lookup = lookup_of(tmp_path, fast="x = 1")
    (tmp_path / "fast.cpython-311-x86_64-linux-gnu.so").touch()
    assert lookup.module("fast") is None


def test_a_file_is_read_once(tmp_path: Path) -> None:
    """A module is read when it is first asked for, and not again."""
    read = []

    def reading(path: Path, shown: str) -> SourceFile:
        read.append(shown)
        return read_source(path, shown)

    (tmp_path / "one.py").write_text("x = 1")
    lookup = Lookup([tmp_path], rootdir=tmp_path, read=reading)
    assert read == []
    assert lookup.module("one") is lookup.module("one")
    assert lookup.names("one") is lookup.names("one")
    assert read == ["one.py"]


def test_broken_modules_are_nothing(tmp_path: Path) -> None:
    """A module that is not Python has no names."""
    lookup = lookup_of(tmp_path, broken="def (")
    assert lookup.module("broken") is None
    assert lookup.names("broken") is None


def test_definitions_are_followed_through_imports(tmp_path: Path) -> None:
    """A name leads to its one definition, also through relative imports."""
    lookup = lookup_of(
        tmp_path,
        app__init="from .db import connect as connect\n",
        app__db="async def connect(): ...\n",
        other="from app import connect\n",
    )
    found = lookup.definition("other.connect")
    assert found is not None
    assert isinstance(found.node, ast.AsyncFunctionDef)
    assert (found.module, found.file.shown) == ("app.db", "app/db.py")


def test_doubtful_definitions_are_none(tmp_path: Path) -> None:
    """Two definitions of a name, imports in a circle and missing names give nothing."""
    lookup = lookup_of(
        tmp_path,
        twice="def one(): ...\ndef one(): ...\n",
        left="from right import it\n",
        right="from left import it\n",
    )
    assert lookup.definition("twice.one") is None
    assert lookup.definition("left.it") is None
    assert lookup.definition("twice.no") is None
    assert lookup.definition("one") is None


def test_roots_are_where_pytest_lets_import_from(tmp_path: Path) -> None:
    """The rootdir, `src`, `pythonpath` and what test packages are in are roots."""
    ExampleSuite({"src/one.py": "", "tests/unit/__init__.py": ""}).write(tmp_path)
    lib = Setting("pythonpath", ["lib"], place=read_place(tmp_path))
    project = Project(tmp_path, Configuration(settings={"pythonpath": lib}))
    roots = roots_of(project, [tmp_path / "tests/unit/test_one.py"])
    assert roots == (
        tmp_path,
        tmp_path / "src",
        tmp_path / "lib",
        tmp_path / "tests",
    )


def read_place(directory: Path) -> Place:
    return Place(str(directory / "pyproject.toml"), 1)
