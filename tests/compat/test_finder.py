"""``import pytest_asyncio`` where pytest-asyncio is not installed."""

from __future__ import annotations

import sys
from importlib.metadata import DistributionFinder
from pathlib import Path
from types import ModuleType

import pytest

from loopwise.compat.finder import FOLDER, Finder, install, is_real
from loopwise.compat.surface import VERSION
from loopwise.testing import ExampleSuite
from tests.compat.hiding import hidden

IMPORTS = ExampleSuite(
    {
        "conftest.py": "import pytest_asyncio",
        "test_one.py": f"""
            import importlib.metadata
            import pytest_asyncio
            import pytest_asyncio.plugin
            from pytest_asyncio import fixture, is_async_test

            def test_version():
                assert pytest_asyncio.__version__ == {VERSION!r}
                assert importlib.metadata.version("pytest-asyncio") == {VERSION!r}
                assert importlib.metadata.version("pytest_asyncio") == {VERSION!r}

            def test_file():
                assert "loopwise" in pytest_asyncio.__file__
                assert "loopwise" in pytest_asyncio.plugin.__file__

            def test_names():
                assert sorted(pytest_asyncio.__all__) == [
                    "__version__", "fixture", "is_async_test"
                ]
                assert fixture is pytest_asyncio.plugin.fixture

            def test_listing():
                known = [one.name for one in importlib.metadata.distributions()]
                assert "pytest-asyncio" not in known
                assert "pytest" in known

            @fixture(scope="session")
            async def one():
                return 1

            async def test_fixture(one):
                assert one == 1
        """,
    },
    ("-W", "error"),
)

REAL = ExampleSuite(
    {
        "pytest_asyncio/__init__.py": "__version__ = 'theirs'",
        "pytest_asyncio/plugin.py": "name = 'theirs'",
        "test_one.py": """
            def test_real_one():
                import pytest_asyncio, pytest_asyncio.plugin
                assert pytest_asyncio.__version__ == "theirs"
                assert pytest_asyncio.plugin.name == "theirs"
        """,
    }
)


def test_name_is_found_where_nothing_is_installed(tmp_path: Path) -> None:
    """A suite imports pytest_asyncio, its plugin module and its version without it."""
    result = hidden(IMPORTS).run(tmp_path)
    assert result.counts == {"passed": 5}, result.text


def test_installed_package_is_found_before(tmp_path: Path) -> None:
    """A package of that name on the import path is the one that is imported."""
    result = REAL.run(tmp_path)
    assert result.counts == {"passed": 1}, result.text


def test_outside_of_a_test_run_nothing_is_there(tmp_path: Path) -> None:
    """With ``-p no:loopwise`` the import fails, as it does without Loopwise."""
    suite = ExampleSuite({"test_one.py": "import pytest_asyncio\ndef test_a(): ..."})
    result = hidden(suite).run(tmp_path, "-p", "no:loopwise")
    assert "No module named 'pytest_asyncio'" in result.text


def test_finder_knows_one_name() -> None:
    """It finds the package in its folder, and nothing else under any name."""
    finder = Finder()
    spec = finder.find_spec("pytest_asyncio")
    assert spec is not None
    assert spec.origin == str(FOLDER / "__init__.py")
    assert spec.submodule_search_locations == [str(FOLDER)]
    for name in ("pytest_asyncio.plugin", "asyncio", "pytest", "pytest_asyncio2"):
        assert finder.find_spec(name) is None


@pytest.mark.parametrize("name", ["pytest-asyncio", "pytest_asyncio", "Pytest-Asyncio"])
def test_version_is_given_for_the_name(name: str) -> None:
    """Who asks for the distribution, in any spelling, is given the version spoken."""
    (found,) = Finder.find_distributions(DistributionFinder.Context(name=name))
    assert (found.metadata["Name"], found.version) == ("pytest-asyncio", VERSION)
    assert found.files is None
    assert list(found.entry_points) == []


@pytest.mark.parametrize("name", [None, "pytest", "pytest-asyncio-2"])
def test_no_other_distribution_is_made_up(name: str | None) -> None:
    """Who lists all distributions, or asks for another, finds none here."""
    assert not [*Finder.find_distributions(DistributionFinder.Context(name=name))]


def test_finder_is_installed_last_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it is installed, one finder stands behind all others."""
    others = [one for one in sys.meta_path if not isinstance(one, Finder)]
    monkeypatch.setattr(sys, "meta_path", list(others))
    install()
    install()
    assert sys.meta_path[:-1] == others
    assert isinstance(sys.meta_path[-1], Finder)


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (str(FOLDER / "plugin.py"), False),
        ("/lib/site-packages/pytest_asyncio/plugin.py", True),
        (None, True),
    ],
)
def test_real_modules_are_told_apart(file: str | None, expected: bool) -> None:
    """A module is Loopwise's own stand-in if its file is in that folder."""
    module = ModuleType("pytest_asyncio.plugin")
    module.__file__ = file
    assert is_real(module) is expected
