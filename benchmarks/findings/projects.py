"""The projects that are checked: released source distributions."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from benchmarks.released.fetching import NotRunnableError, source_of
from benchmarks.released.suites import RealSuite

_FILE = Path(__file__).with_name("projects.toml")


@dataclass(frozen=True, slots=True)
class Project:
    """A release of a project."""

    name: str
    version: str

    def source(self, unpacked: Path | None, work: Path) -> Path:
        """Give the directory of its source; it is downloaded where it is not there.

        Raises:
            NotRunnableError: it cannot be had.
        """
        if unpacked is not None:
            for name in (self.name, re.sub("[-.]", "_", self.name)):
                there = unpacked / f"{name}-{self.version}"
                if there.is_dir():
                    return there
            raise NotRunnableError(f"not in {unpacked}")
        pinned = f"{self.name}=={self.version}"
        return source_of(RealSuite(self.name, "", pinned, ()), work)


def read_projects(names: Collection[str] = ()) -> list[Project]:
    """Read the list; with names, those of it."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["projects"]
    found = [Project(*one.split("==")) for one in rows]
    return [one for one in found if not names or one.name in names]


def arguments_for(project: Project) -> list[str] | None:
    """Give the arguments for pytest; ``None``: the project's tests are not run."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["tests"]
    found = rows.get(project.name)
    return None if found is None else shlex.split(found)
