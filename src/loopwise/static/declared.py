"""What a project depends on to run its tests, and so what runs them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from loopwise.model.place import Place, shorten
from loopwise.model.runner import LOOPWISE, PYTEST_ASYNCIO, Runner
from loopwise.static.configuration import Addopts, ConfigurationProblem, Declared
from loopwise.static.declared_files import Source, files_in
from loopwise.static.ini_lines import BadConfiguration
from loopwise.static.lock_files import locked

_BRINGS_ASYNCIO = ("pytest-aiohttp",)
"""Packages that depend on pytest-asyncio."""


@dataclass(frozen=True, slots=True)
class AllDeclared:
    """Everything that is declared, and what could not be read."""

    packages: dict[str, Declared] = field(default_factory=dict)
    problems: list[ConfigurationProblem] = field(default_factory=list)

    @property
    def pytest(self) -> tuple[int, ...] | None:
        """The newest pytest that is allowed; ``None``: any."""
        found = self.packages.get("pytest")
        return None if found is None else found.version


def read_declared(directory: Path, start: Path) -> AllDeclared:
    """Read what is declared where the tests are, and in the directories around.

    Args:
        directory: Where pytest is started.
        start: The innermost directory that is asked.
    """
    problems: list[ConfigurationProblem] = []
    found: list[Declared] = []
    locks: list[Declared] = []
    for one in _asked(start):
        for path, read in files_in(one):
            try:
                found += read(Source(path, directory))
            except BadConfiguration as error:
                place = Place(shorten(str(path), str(directory)), error.line)
                problems.append(ConfigurationProblem(str(error), place, str(path)))
        locks += locked(one, directory)
    packages = _chosen(found)
    versions = _chosen(locks)
    for name, declared in packages.items():
        if name in versions and not declared.is_exact:
            packages[name] = versions[name]
    # What comes with something else is only in the lock.
    for name in (PYTEST_ASYNCIO, "pytest"):
        if name in versions:
            packages.setdefault(name, versions[name])
    return AllDeclared(packages, problems)


def declarations(
    start: Path, directory: Path, name: str
) -> Iterator[tuple[Path, Declared]]:
    """Give all places that declare a package, each with its file.

    Args:
        start: The innermost directory that is asked.
        directory: What messages name files from.
        name: The package's, normalised.
    """
    seen: set[Place] = set()
    for one in _asked(start):
        for path, read in files_in(one):
            try:
                found = list(read(Source(path, directory)))
            except BadConfiguration:
                continue  # the problem is told of where the project is read
            for each in found:
                if each.name == name and each.place not in seen:
                    seen.add(each.place)
                    yield path, each


def _asked(start: Path) -> list[Path]:
    """Give the directories up to the repository's, or to the first with a project."""
    outer = [start, *start.parents]
    for number, one in enumerate(outer):
        if (one / ".git").exists():
            return outer[: number + 1]
    for number, one in enumerate(outer):
        if any((one / name).is_file() for name in ("pyproject.toml", "setup.py")):
            return outer[: number + 1]
    return [start]


def _chosen(found: Iterable[Declared]) -> dict[str, Declared]:
    """Of several declarations of a package choose one.

    One exact version tells more than a bound, a bound more than none; of equals the
    newest, which is what most runs have.
    """
    chosen: dict[str, Declared] = {}
    for one in found:
        known = chosen.get(one.name)
        if known is None or _weight(one) > _weight(known):
            chosen[one.name] = one
    return chosen


def _weight(one: Declared) -> tuple[bool, bool, tuple[int, ...]]:
    return one.is_exact, one.version is not None, one.version or ()


def runner_of(name: str | None, declared: AllDeclared, addopts: Addopts) -> Runner:
    """Tell what runs the async tests.

    Args:
        name: What the user says it is, if so.
        declared: What the project depends on.
        addopts: ``-p no:loopwise`` gives pytest-asyncio its place back.
    """
    theirs = declared.packages.get(PYTEST_ASYNCIO)
    ours = declared.packages.get(LOOPWISE)
    if name == LOOPWISE:
        return Runner(LOOPWISE, None, "as chosen")
    if name is not None:
        return _pytest_asyncio(theirs, "as chosen")
    if "no:loopwise" in addopts.plugins:
        return _pytest_asyncio(theirs, "-p no:loopwise (addopts)")
    if ours is not None:
        return Runner(LOOPWISE, None, _source(ours))
    for one in _BRINGS_ASYNCIO:
        theirs = theirs or declared.packages.get(one)
    return Runner() if theirs is None else _pytest_asyncio(theirs, "")


def _pytest_asyncio(declared: Declared | None, otherwise: str) -> Runner:
    if declared is None:
        return Runner(PYTEST_ASYNCIO, None, otherwise)
    version = declared.version if declared.name == PYTEST_ASYNCIO else None
    return Runner(PYTEST_ASYNCIO, version, _source(declared))


def _source(declared: Declared) -> str:
    return f"{declared.text} ({declared.place.file})"
