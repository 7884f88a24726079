"""Names: what they lead to, without running anybody's code."""

from __future__ import annotations

import sys

import pytest

from loopwise.reach.first_party import FirstParty
from loopwise.reach.module_source import ModuleSource
from loopwise.reach.modules import Modules, SourceName, Unimported
from loopwise.reach.names import (
    Found,
    attribute,
    find,
    namespace_in,
    namespace_of,
    resolved,
)
from loopwise.reach.references import Reference
from loopwise.resources.objects import MISSING
from tests.reach.projects import Project

APP = """
import json
import pkg
from pkg import inner
class A:
    @property
    def p(self):
        raise AssertionError("run")
    def __getattr__(self, name):
        raise AssertionError("run")
x = A()
x.y = A()
x.y.z = 1
n = None
"""


@pytest.fixture
def modules(project: Project) -> Modules:
    """Give the modules of a project with a package."""
    project.write(
        {
            "pkg/__init__.py": "from .inner import late as again\nhere = 1\n",
            "pkg/inner.py": "late = 1\n",
            "pkg/other.py": (
                "import clients\n"
                "from . import here\n"
                "from .inner import late\n"
                "from pkg.circle import a\n"
                "own = late\n"
                "if own:\n    twice = 1\nelse:\n    from .inner import late as twice\n"
            ),
            "pkg/circle.py": (
                "from pkg.circle import b as a\nfrom pkg.circle import a as b"
            ),
        }
    )
    return Modules(FirstParty(str(project.root)))


def found_live(
    project: Project, modules: Modules, reference: Reference
) -> Found | None:
    """Follow a reference in an imported module."""
    app = project.load(APP)
    return find(reference, namespace_of(vars(app)), modules)


@pytest.mark.parametrize(
    ("root", "attributes", "owner", "rest"),
    [
        ("x", (), ("app", "x"), ()),
        ("x", ("y",), ("app", "x.y"), ()),
        ("x", ("y", "z"), ("app", "x.y.z"), ()),
        ("x", ("p",), ("app", "x"), ("p",)),
        ("x", ("q", "r"), ("app", "x"), ("q", "r")),
        ("A", ("p",), ("app", "A"), ("p",)),
        ("n", ("a",), ("app", "n"), ("a",)),
        ("json", ("dumps",), ("json", "dumps"), ()),
        ("json", ("decoder", "scanner"), ("json.decoder", "scanner"), ()),
        ("inner", ("late",), ("pkg.inner", "late"), ()),
        ("pkg", ("inner", "late"), ("pkg.inner", "late"), ()),
    ],
)
def test_name_is_followed_as_far_as_it_goes(
    project: Project,
    modules: Modules,
    root: str,
    attributes: tuple[str, ...],
    owner: tuple[str, str],
    rest: tuple[str, ...],
) -> None:
    """Attributes are followed over modules and what instances hold, and no further."""
    found = found_live(project, modules, Reference(root, attributes))
    assert found is not None
    assert (found.owner, found.rest) == (owner, rest)


def test_unknown_name_is_nothing(project: Project, modules: Modules) -> None:
    """A name that is neither global nor built in leads nowhere."""
    assert found_live(project, modules, Reference("unknown", ("x",))) is None
    above = Reference("x", (), imported=True, level=2)
    assert found_live(project, modules, above) is None


def test_late_import_leads_to_the_source(project: Project, modules: Modules) -> None:
    """A late import of what is not imported leads to the name in its source."""
    project.write({"top.py": ""})
    app = project.load("def f(): ...", name="single")
    reference = Reference("pkg.inner", ("late", "x"), imported=True)
    found = find(reference, namespace_of(vars(app)), modules)
    assert found is not None
    assert isinstance(found.value, SourceName)
    assert (found.value.module.name, found.value.name) == ("pkg.inner", "late")
    assert found.owner == ("pkg.inner", "late")
    assert found.rest == ("x",)
    assert "pkg" not in sys.modules


def test_late_import_of_a_library_leads_to_its_name(
    project: Project, modules: Modules
) -> None:
    """What is taken from a library that is not imported is known by name."""
    app = project.load("def f(): ...", name="single")
    reference = Reference("clients", ("inner", "Client"), imported=True)
    found = find(reference, namespace_of(vars(app)), modules)
    assert found is not None
    assert found.value == Unimported("clients", "inner.Client")


@pytest.mark.parametrize(
    ("name", "module", "expected"),
    [
        ("late", "pkg.inner", "late"),
        ("here", "pkg", "here"),
        ("own", "pkg.other", "own"),
        ("twice", "pkg.other", "twice"),
    ],
)
def test_import_of_a_source_stands_for_what_is_imported(
    modules: Modules, name: str, module: str, expected: str
) -> None:
    """A name that a source imports, and gets no other way, is the one imported."""
    source = modules.source("pkg.other")
    assert source is not None
    found = resolved(SourceName(source, name), modules)
    assert isinstance(found, SourceName)
    assert (found.module.name, found.name) == (module, expected)


def test_imports_of_a_source_may_lead_anywhere(modules: Modules) -> None:
    """An import of a library is its name, and one that leads in a circle is nothing."""
    source = modules.source("pkg.other")
    assert source is not None
    assert resolved(SourceName(source, "clients"), modules) == Unimported("clients", "")
    assert resolved(SourceName(source, "a"), modules) is None
    assert resolved(3, modules) == 3


def test_package_gives_its_modules(project: Project, modules: Modules) -> None:
    """What a package does not have is looked for among its modules."""
    source = modules.source("pkg")
    assert source is not None
    inner = attribute(source, "inner", modules)
    assert isinstance(inner, ModuleSource)
    assert attribute(inner, "late", modules) == SourceName(inner, "late")
    assert attribute(inner, "inner", modules) is MISSING
    app = project.load(APP)
    assert isinstance(attribute(app.pkg, "other", modules), ModuleSource)


def test_namespace_of_a_source_is_its_package(modules: Modules) -> None:
    """Relative imports start at the package that a module is, or is in."""
    found = [modules.source(name) for name in ("pkg", "pkg.inner")]
    assert [namespace_in(one).package for one in found if one is not None] == [
        "pkg",
        "pkg",
    ]


@pytest.mark.parametrize(
    ("globals_", "expected"),
    [
        ({"__name__": "a.b", "__package__": "a"}, ("a.b", "a")),
        ({"__name__": "a.b", "__package__": None}, ("a.b", "")),
        ({}, ("", "")),
    ],
)
def test_namespace_of_live_code_is_where_it_is_defined(
    globals_: dict[str, object], expected: tuple[str, str]
) -> None:
    """A namespace has the names of its module and package, where there are any."""
    found = namespace_of(globals_)
    assert (found.module, found.package) == expected
