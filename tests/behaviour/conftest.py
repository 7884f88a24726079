"""Small projects for the tests here, with things that belong to one loop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from loopwise.testing import ExampleSuite, Result

BOUND = '''
"""Imported by the example suites: a loop-bound object, and notes for afterwards."""

import asyncio
from pathlib import Path


class Bound:
    """Belongs to the loop that it is made on, as a driver's connection does."""

    def __init__(self, name="bound"):
        self.name, self.loop = name, asyncio.get_running_loop()

    async def use(self):
        """Wait for its own loop. Awaited from another one, asyncio refuses."""
        future = self.loop.create_future()
        self.loop.call_soon(future.set_result, self.name)
        return await future


def note(*words):
    """Write down what happened; the test around reads it as `project.notes`."""
    with Path("notes.txt").open("a") as file:
        file.write(" ".join(map(str, words)) + "\\n")
'''
FIXTURES = """
import asyncio
import pytest
from bound import Bound, note

@pytest.fixture(scope="session")
async def db():
    made = Bound()
    yield made
    await made.use()
    note("-db")

@pytest.fixture
async def own():
    made = Bound()
    yield made
    await made.use()
    note("-own")
"""
LIBRARY = """
import asyncio
import pytest
from bound import Bound, note

def library():
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return "trio"
    return "asyncio"
"""
BACKWARDS = '''
"""A plugin for the example suites: the last test comes first."""


def pytest_collection_modifyitems(items):
    items.reverse()
'''

# inline-snapshot gives every test an autouse fixture, which most suites don't have, and
# pytest-randomly shuffles unasked.
PLAIN = ("-p", "no:inline_snapshot", "-p", "no:randomly")


def by_name(result: Result) -> dict[str, str]:
    """Give the outcomes of a run by the tests' names, without their file's."""
    return {name.partition("::")[2]: one for name, one in result.outcomes.items()}


@dataclass(frozen=True, slots=True)
class Project:
    """A directory in which example suites are written and run."""

    directory: Path
    autoload: bool = False
    """Whether all installed plugins take part: loading them takes longer than a run."""
    plugins: tuple[str, ...] = ()
    """Those that take part in any case."""
    env: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ("-W", "error")

    def run(self, files: str | Mapping[str, str], *args: str) -> Result:
        """Run a suite; one text stands for one file."""
        if isinstance(files, str):
            files = {"test_it.py": files}
        (self.directory / "notes.txt").unlink(missing_ok=True)
        ours = {"bound.py": BOUND, "backwards.py": BACKWARDS}
        beside = tuple(arg for name in self.plugins for arg in ("-p", name))
        suite = ExampleSuite(
            {**ours, **files},
            (*self.warnings, *PLAIN, *beside),
            self.env,
            autoload=self.autoload,
        )
        return suite.run(self.directory, *args)

    def passes(self, files: str | Mapping[str, str], count: int, *args: str) -> Result:
        """Run a suite, of which ``count`` tests and nothing else must come out."""
        result = self.run(files, *args)
        assert result.counts == {"passed": count}, result.text
        assert result.exit_code == 0, result.text
        return result

    @property
    def notes(self) -> list[str]:
        """What the last run wrote down with ``note``, line by line."""
        path = self.directory / "notes.txt"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Give an empty directory to run suites in."""
    return Project(tmp_path)


@pytest.fixture
def crowd(project: Project) -> Project:
    """Give a project in which everything takes part that is installed."""
    return replace(project, autoload=True)


Beside = Callable[..., Project]


@pytest.fixture(params=["alone", "in place"])
def beside(request: pytest.FixtureRequest, project: Project) -> Beside:
    """Give a project in which the named plugins take part.

    Once they and Loopwise alone, and once with pytest-asyncio, whose place is taken
    although it is loaded first.
    """
    env = {} if request.param == "alone" else {"PYTEST_ADDOPTS": "-p asyncio"}

    def of(*plugins: str) -> Project:
        return replace(project, plugins=plugins, env=env)

    return of
