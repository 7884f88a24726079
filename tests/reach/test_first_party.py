"""First party: the project's own code, by the file that it is in."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from loopwise.reach.first_party import FirstParty
from tests.reach.projects import INSTALLED, Project


@pytest.mark.parametrize(
    ("filename", "expected"),
    [
        ("/project/app/db.py", True),
        ("/project/tests/test_one.py", True),
        ("/elsewhere/editable/lib.py", True),
        ("/venv/lib/python3.12/site-packages/httpx/_client.py", False),
        ("/usr/lib/python3/dist-packages/six.py", False),
        ("/project/.venv/lib/site-packages/lib.py", False),
        (asyncio.__file__, False),
        (sys.modules["json.decoder"].__file__, False),
        ("<string>", False),
        ("<frozen importlib._bootstrap>", False),
    ],
)
def test_project_is_what_is_not_installed(filename: str, expected: bool) -> None:
    """Files of installed packages and of Python itself are not the project's."""
    first_party = FirstParty("/project")
    assert first_party.is_file(filename) is expected
    assert first_party.is_file(filename) is expected, "also when asked again"


def test_named_packages_are_the_projects() -> None:
    """Installed packages and modules that the user names are read as his own."""
    first_party = FirstParty("/project", ["lib", "one"])
    assert first_party.is_file("/venv/site-packages/lib/a/b.py")
    assert first_party.is_file("/venv/site-packages/one.py")
    assert not first_party.is_file("/venv/site-packages/library/a.py")


@pytest.mark.parametrize("folder", ["", "src/"])
def test_installed_project_is_the_projects(tmp_path: Path, folder: str) -> None:
    """A package that the project has the source of is its own where it is installed."""
    (tmp_path / folder / "app").mkdir(parents=True)
    (tmp_path / folder / "app/__init__.py").touch()
    (tmp_path / folder / "single.py").touch()
    (tmp_path / folder / "data").mkdir()
    first_party = FirstParty(str(tmp_path))
    installed = tmp_path / ".tox/py/lib/site-packages"
    assert first_party.is_file(str(installed / "app/db.py"))
    assert first_party.is_file(str(installed / "single.py"))
    assert not first_party.is_file(str(installed / "data/x.py"))


def test_names_that_every_project_has_say_nothing(tmp_path: Path) -> None:
    """An installed package called `tests` is not taken for the project's."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests/__init__.py").touch()
    (tmp_path / "conftest.py").touch()
    first_party = FirstParty(str(tmp_path))
    assert not first_party.is_file("/venv/site-packages/tests/x.py")
    assert not first_party.is_file("/venv/site-packages/conftest.py")


def test_modules_are_known_by_their_files(project: Project) -> None:
    """A module is the project's if its file is; one without a file is not."""
    project.write({f"{INSTALLED}/lib.py": ""})
    project.load("import lib")
    first_party = FirstParty(str(project.root))
    assert first_party.is_module(sys.modules["app"])
    assert not first_party.is_module(sys.modules["lib"])
    assert not first_party.is_module(sys)
    assert not first_party.is_module(None)
