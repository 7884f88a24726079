"""The two environments: one with pytest-asyncio, one with Loopwise instead of it."""

from __future__ import annotations

from importlib.metadata import distributions
from pathlib import Path

from benchmarks.released.fetching import NotRunnableError, put_loopwise, python_with

PACKAGE = "pytest-asyncio"
NEWEST = "newest"
# What its tests import besides pytest.
_NEEDED = ("hypothesis",)


def with_pytest_asyncio(release: str, pytest: str, work: Path) -> Path:
    """Give the Python of an environment with pytest-asyncio."""
    packages = (f"{PACKAGE}=={release}", _pinned(pytest), *_NEEDED)
    return python_with(packages, work / "environments" / f"own-{release}-{pytest}")


def with_loopwise(loopwise: Path, pytest: str, work: Path) -> Path:
    """Give the Python of an environment with Loopwise and without pytest-asyncio."""
    folder = work / "environments" / f"loopwise-{pytest}"
    python = python_with((_pinned(pytest), *_NEEDED), folder)
    put_loopwise(loopwise, python)
    # Otherwise it would be compared with itself.
    if any(_packages_of(python).glob("pytest_asyncio*")):
        raise NotRunnableError(f"{folder} has {PACKAGE}")
    return python


def version_in(python: Path, name: str) -> str:
    """Give the version of a package in an environment."""
    found = distributions(name=name, path=[str(_packages_of(python))])
    return next((one.version for one in found), "?")


def _pinned(pytest: str) -> str:
    return "pytest" if pytest == NEWEST else f"pytest=={pytest}.*"


def _packages_of(python: Path) -> Path:
    (folder,) = python.parents[1].glob("lib/python*/site-packages")
    return folder
