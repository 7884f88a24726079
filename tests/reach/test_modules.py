"""Modules: found without importing any."""

from __future__ import annotations

import json
import sys
from importlib.machinery import ModuleSpec

import pytest

from loopwise.reach.first_party import FirstParty
from loopwise.reach.module_source import ModuleSource
from loopwise.reach.modules import Modules, Unimported, absolute
from tests.reach.projects import INSTALLED, Project


@pytest.fixture
def modules(project: Project) -> Modules:
    """Give the modules of a project with a package, of which nothing is imported."""
    project.write(
        {
            "pkg/__init__.py": "raise AssertionError('imported')",
            "pkg/inner/__init__.py": "",
            "pkg/inner/db.py": "engine = 1",
            "space/one.py": "",
            "data.txt": "",
            "broken.py": "(",
            f"{INSTALLED}/lib.py": "x = 1",
        }
    )
    return Modules(FirstParty(str(project.root)))


def test_imported_module_is_given_as_it_is(modules: Modules) -> None:
    """A module that is imported is given, whoever wrote it."""
    assert modules.get("json") is json


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("pkg", "pkg/__init__.py"),
        ("pkg.inner", "pkg/inner/__init__.py"),
        ("pkg.inner.db", "pkg/inner/db.py"),
        ("space.one", "space/one.py"),
    ],
)
def test_module_of_the_project_is_read(
    modules: Modules, project: Project, name: str, file: str
) -> None:
    """A module of the project is given as source; neither it nor a package is run."""
    found = modules.get(name)
    assert isinstance(found, ModuleSource)
    assert found.file == str(project.root / file)
    assert found.name == name
    assert modules.get(name) is found, "read once"
    assert not {"pkg", "pkg.inner", "space"} & sys.modules.keys()


@pytest.mark.parametrize(
    "name", ["lib", "missing", "missing.inner", "pkg.no", "broken"]
)
def test_other_modules_are_names(modules: Modules, name: str) -> None:
    """Of a library that is not imported, or of nothing, only the name is known."""
    assert modules.get(name) == Unimported(name, "")
    assert modules.source(name) is None


@pytest.mark.parametrize("name", ["", ".", ".db"])
def test_no_name_is_no_module(modules: Modules, name: str) -> None:
    """What is no name of a module leads nowhere."""
    assert modules.get(name) is None


def test_source_of_an_imported_module_is_read(
    modules: Modules, project: Project
) -> None:
    """The source of a first-party module is there even if it is imported."""
    project.load("x = 1")
    found = modules.source("app")
    assert found is not None
    assert list(found.bindings) == ["x"]
    assert modules.source("json") is None


def test_finders_of_others_do_no_harm(
    modules: Modules, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A finder that raises something finds nothing."""

    class Finder:
        @staticmethod
        def find_spec(name: str, *_: object) -> ModuleSpec | None:
            raise OSError(name)

    monkeypatch.setattr(sys, "meta_path", [Finder, *sys.meta_path])
    assert modules.get("pkg") == Unimported("pkg", "")


@pytest.mark.parametrize(
    ("name", "level", "package", "expected"),
    [
        ("app.db", 0, "pkg", "app.db"),
        ("db", 1, "pkg.inner", "pkg.inner.db"),
        ("db", 2, "pkg.inner", "pkg.db"),
        ("", 1, "pkg.inner", "pkg.inner"),
        ("", 2, "pkg.inner", "pkg"),
        ("db", 3, "pkg.inner", ""),
        ("", 0, "pkg", ""),
    ],
)
def test_relative_names_are_written_in_full(
    name: str, level: int, package: str, expected: str
) -> None:
    """A relative import means what Python takes it for; too many dots mean nothing."""
    assert absolute(name, level, package) == expected
