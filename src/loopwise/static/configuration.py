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
        try:
            return tuple(shlex.split(str(self.value)))
        except ValueError:  # a quote without its fellow: pytest stops there
            return tuple(str(self.value).split())

    @property
    def lines(self) -> tuple[str, ...]:
        """The value as pytest reads a list of lines."""
        if isinstance(self.value, list):
            return tuple(map(str, self.value))
        return tuple(one.strip() for one in str(self.value).splitlines() if one.strip())


@dataclass(frozen=True, slots=True)
class ConfigurationProblem:
    """A configuration file that cannot be read as it should be."""

    text: str
    """What is wrong with it, in one sentence without the place."""
    place: Place
    file: str = ""
    """Its path, absolute."""


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a configuration file that is meant for pytest."""

    name: str
    """As written: ``pytest``, ``tool:pytest``, ``tool.pytest.ini_options``."""
    place: Place
    settings: Mapping[str, Setting] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ConfigurationFile:
    """A file that pytest looks at, with what is in it for pytest."""

    path: Path
    shown: str
    sections: tuple[Section, ...] = ()
    """All that are meant for pytest, also those that it does not read."""
    read: Section | None = None
    """The one that pytest reads, if it chooses the file."""
    is_chosen_empty: bool = False
    """Whether pytest chooses the file without a section, too, as ``pytest.ini``."""
    problem: ConfigurationProblem | None = None

    @property
    def counts(self) -> bool:
        """Whether pytest takes its configuration from the file if it comes first."""
        return self.read is not None or self.is_chosen_empty

    @property
    def is_toml(self) -> bool:
        """Whether the file is TOML, and not an ini file."""
        return self.path.suffix == ".toml"


@dataclass(frozen=True, slots=True)
class Configuration:
    """The file that pytest reads, and what it says; empty where there is none."""

    file: Path | None = None
    section: str = ""
    """As written: ``pytest``, ``tool:pytest``, ``tool.pytest.ini_options``."""
    settings: Mapping[str, Setting] = field(default_factory=dict)
    """With those that ``-o`` in ``addopts`` gives, which win over the file's own."""

    def get(self, key: str) -> Setting | None:
        """Give a setting, if the file has it."""
        return self.settings.get(key)

    def words(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Give a setting as a list of arguments."""
        found = self.settings.get(key)
        return default if found is None else found.words


@dataclass(frozen=True, slots=True)
class Addopts:
    """What ``addopts`` says that matters here."""

    overrides: Mapping[str, Setting] = field(default_factory=dict)
    """What ``-o`` sets, by its keys."""
    options: Mapping[str, Setting] = field(default_factory=dict)
    """The options of Loopwise and pytest-asyncio that have a value, as
    ``--asyncio-mode``."""
    plugins: tuple[str, ...] = ()
    """What ``-p`` names: ``no:loopwise``."""
    ignored: tuple[str, ...] = ()
    """What ``--ignore`` names."""


@dataclass(frozen=True, slots=True)
class Declared:
    """A package that the project depends on."""

    name: str
    """Normalised: small letters, with hyphens."""
    text: str
    """The requirement as written: ``pytest-asyncio>=0.21,<0.24``."""
    version: tuple[int, ...] | None
    """The newest that it allows, as far as it can be told; ``None``: any."""
    is_exact: bool
    """Whether this one version is meant, and no other."""
    place: Place


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
    files: tuple[ConfigurationFile, ...] = ()
    """All files that pytest looks at from here or from where the tests are, with
    something for pytest in them, the one that it reads first."""
    addopts: Addopts = field(default_factory=Addopts)
    pytest: tuple[int, ...] | None = None
    """The newest pytest that the project allows; ``None``: any."""
    declares: Mapping[str, Declared] = field(default_factory=dict)
    """What the project depends on, by normalised names; empty where that cannot be
    read."""
    problems: tuple[ConfigurationProblem, ...] = ()
    """Configuration files that cannot be read."""

    @property
    def has_unread_mode(self) -> bool:
        """Whether somebody chose a mode in a section that pytest does not read."""
        return self.mode is None and any(
            "asyncio_mode" in section.settings
            for file in self.files
            for section in file.sections
            if section is not file.read
        )

    @property
    def mode(self) -> Setting | None:
        """What chooses the mode, strict or auto; ``None``: nothing does.

        The order is that of the runner: Loopwise's own names come first for Loopwise
        and mean nothing to pytest-asyncio.
        """
        options = ["--asyncio-mode"]
        keys = ["asyncio_mode"]
        if self.runner.is_loopwise:
            options.insert(0, "--loop-mode")
            keys.insert(0, "loopwise_mode")
        for name in options:
            found = self.addopts.options.get(name)
            if found is not None:
                return found
        for name in keys:
            found = self.configuration.get(name)
            if found is not None and found.text:
                return found
        return None
