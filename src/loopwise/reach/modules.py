"""Modules by name: the one that is imported, or else its source."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import CodeType, ModuleType
from typing import NamedTuple

from loopwise.reach.first_party import FirstParty
from loopwise.reach.module_source import Assignment, ModuleSource, read_module
from loopwise.resources.look import module_attribute


class SourceName(NamedTuple):
    """A name of a module that is not imported yet."""

    module: ModuleSource
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class SourceFunction:
    """A function of a module that is not imported, such as a test, by its code."""

    module: ModuleSource
    name: str
    code: CodeType
    named: tuple[str, ...] = ()
    """Names of its decorators, as written."""
    values: tuple[Assignment, ...] = ()
    """Default values of its parameters."""
    returns: tuple[str, ...] = ()
    """Names in what it says that it returns."""
    own: SourceClass | None = None
    """The class that it is a method of."""


@dataclass(frozen=True, slots=True, eq=False)
class SourceClass:
    """What a class that is not imported has, with what it inherits."""

    get: Callable[[str], SourceFunction | SourceName | None]
    """Gives what it has under a name."""
    data: Callable[[], Iterable[SourceName]]
    """Gives the attributes that are no functions."""


class Unimported(NamedTuple):
    """Something of a library that is not imported yet, so is known by name only."""

    module: str
    qualname: str


class Modules:
    """Finds modules without ever importing one."""

    def __init__(self, first_party: FirstParty) -> None:
        self.first_party = first_party
        self._sources: dict[str, ModuleSource | None] = {}

    def is_own(self, name: str) -> bool:
        """Whether a module that is imported is the project's own."""
        return self.first_party.is_module(sys.modules.get(name))

    def get(self, name: str) -> ModuleType | ModuleSource | Unimported | None:
        """Give a module: as imported, as source if it is the project's, or its name."""
        module = sys.modules.get(name)
        if issubclass(type(module), ModuleType) and not _is_lazy(module):
            return module
        source = self.source(name)
        if source is None and name and not name.startswith("."):
            return Unimported(name, "")
        return source

    def source(self, name: str) -> ModuleSource | None:
        """Give the source of a first-party module, imported or not."""
        try:
            return self._sources[name]
        except KeyError:
            self._sources[name] = None  # a finder that asks for itself ends here
            found = self._sources[name] = self._read(name)
            return found

    def _read(self, name: str) -> ModuleSource | None:
        filename = module_attribute(sys.modules.get(name), "__file__")
        if type(filename) is not str:
            spec = self._spec(name)
            filename = None if spec is None else spec.origin
            if spec is not None and filename is None:
                # A package without a file: it has modules, and no names of its own.
                places = list(spec.submodule_search_locations or ())
                if any(self.first_party.is_file(f"{one}/x.py") for one in places):
                    return ModuleSource(name, places[0], is_package=True)
        if filename is None or not filename.endswith(".py"):
            return None
        if not self.first_party.is_file(filename):
            return None
        return read_module(name, Path(filename))

    def _spec(self, name: str) -> ModuleSpec | None:
        """Find a module; of its packages none is imported for it."""
        parent, _, _ = name.rpartition(".")
        try:
            if not parent:
                return importlib.util.find_spec(name)
            path = module_attribute(sys.modules.get(parent), "__path__")
            if path is None:
                above = self._spec(parent)
                path = None if above is None else above.submodule_search_locations
            if path is None:
                return None
            # Of a package without a file this is computed, from its parent's module.
            return _below(name, list(getattr(path, "_path", path)))
        except Exception:  # noqa: BLE001  # what a finder raises: not found
            return None


def _below(name: str, places: list[str]) -> ModuleSpec | None:
    """Find a module in the directories of its package."""
    try:
        return PathFinder.find_spec(name, places)
    except KeyError:
        # A package without a file, in another that is not imported: Python asks for
        # the parent's module.
        found = [Path(one) / name.rpartition(".")[2] for one in places]
        spec = ModuleSpec(name, None, is_package=True)
        spec.submodule_search_locations = [str(one) for one in found if one.is_dir()]
        return spec


def _is_lazy(module: object) -> bool:
    """Whether a module will be loaded when somebody asks it for anything."""
    kind = type(module)
    return kind is not ModuleType and kind.__name__ == "_LazyModule"


def absolute(name: str, level: int, package: str) -> str:
    """Write the name of a relative import in full; empty where there is none."""
    if not level:
        return name
    parts = package.split(".")
    if level > len(parts):
        return ""
    above = ".".join(parts[: len(parts) - level + 1])
    return f"{above}.{name}" if name else above
