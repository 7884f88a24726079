"""What a project's configuration says, each setting with the place where it stands."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from loopwise.model.place import Place
from loopwise.model.runner import Runner


@dataclass(frozen=True, slots=True)
class Setting:
    """One key of a configuration file."""

    key: str
    value: object
    """A string in ini files; what TOML has in TOML files."""
    place: Place

    @property
    def text(self) -> str:
        """The value as one string."""
        if isinstance(self.value, list):
            return "\n".join(map(str, self.value))
        return str(self.value).strip()

    @property
    def words(self) -> tuple[str, ...]:
        """The value as pytest reads a list of arguments."""
        if isinstance(self.value, list):
            return tuple(map(str, self.value))
        return tuple(shlex.split(str(self.value)))

    @property
    def lines(self) -> tuple[str, ...]:
        """The value as pytest reads a list of lines."""
        if isinstance(self.value, list):
            return tuple(map(str, self.value))
        return tuple(one.strip() for one in str(self.value).splitlines() if one.strip())


@dataclass(frozen=True, slots=True)
class Configuration:
    """The file that pytest reads, and what it says; empty where there is none."""

    file: Path | None = None
    section: str = ""
    """As written: ``pytest``, ``tool:pytest``, ``tool.pytest.ini_options``."""
    settings: Mapping[str, Setting] = field(default_factory=dict)

    def get(self, key: str) -> Setting | None:
        """Give a setting, if the file has it."""
        return self.settings.get(key)

    def words(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Give a setting as a list of arguments."""
        found = self.settings.get(key)
        return default if found is None else found.words


@dataclass(frozen=True, slots=True)
class Project:
    """A project as pytest would see it from one directory."""

    rootdir: Path
    configuration: Configuration = field(default_factory=Configuration)
    runner: Runner = field(default_factory=Runner)
    """What runs its async tests."""
    invocation: Path | None = None
    """The directory that pytest is started from; ``None``: the rootdir."""
    args: tuple[str, ...] = ()
    """Paths that were given; testpaths count only where there are none."""
