"""What a name in code leads to, in the module that the code is in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NamedTuple

from loopwise.reach.module_source import Import, ModuleSource
from loopwise.reach.modules import Modules, SourceName, Unimported, absolute
from loopwise.reach.references import Reference
from loopwise.resources.look import attributes_of
from loopwise.resources.objects import MISSING


@dataclass(frozen=True, slots=True)
class Namespace:
    """Where the names of some code are looked up: an imported module, or a source."""

    module: str
    package: str
    names: Mapping[str, Any] | ModuleSource
    leading: frozenset[str] = frozenset()
    """Of an imported module: the names that may lead anywhere."""


class Found(NamedTuple):
    """What a reference leads to, as far as it can be followed."""

    value: Any
    owner: tuple[str, str]
    """The module, and the name in it, under which it was found."""
    rest: tuple[str, ...]
    """Attributes that were not followed."""


def namespace_of(
    globals_: Mapping[str, Any], leading: frozenset[str] = frozenset()
) -> Namespace:
    """Give the namespace of a live function."""
    module, package = globals_.get("__name__"), globals_.get("__package__")
    name = module if type(module) is str else ""
    package = package if type(package) is str else ""
    return Namespace(name, package, globals_, leading)


def namespace_in(source: ModuleSource) -> Namespace:
    """Give the namespace of code in a module that is not imported yet."""
    package = source.name if source.is_package else source.name.rpartition(".")[0]
    return Namespace(source.name, package, source)


def find(reference: Reference, namespace: Namespace, modules: Modules) -> Found | None:
    """Follow a reference; ``None`` where its first name means nothing here.

    A global that has no value yet is found as ``None``: something may give it one.
    """
    if reference.imported:
        name = absolute(reference.root, reference.level, namespace.package)
        value: Any = modules.get(name) if name else None
        if value is None:
            return None
        module, path = name, ""
    else:
        value = _look_up(reference.root, namespace, modules)
        if value is MISSING:
            return None
        module, path = namespace.module, reference.root
    rest = reference.attributes
    while rest:
        value = resolved(value, modules)
        below = attribute(value, rest[0], modules)
        if below is MISSING:
            break
        kind = type(value)
        if kind is ModuleSource:
            module, path = value.name, rest[0]
        elif issubclass(kind, ModuleType):
            module, path = str(attributes_of(value).get("__name__")), rest[0]
        else:
            path = f"{path}.{rest[0]}"
        value, rest = below, rest[1:]
    return Found(resolved(value, modules), (module, path), rest)


def _look_up(name: str, namespace: Namespace, modules: Modules) -> Any:
    names = namespace.names
    if isinstance(names, ModuleSource):
        return _in_source(names, name, modules)
    found = names.get(name, MISSING)
    return None if found is MISSING and name in namespace.leading else found


def resolved(value: Any, modules: Modules) -> Any:
    """Follow an imported name of a source to what it stands for."""
    for _ in range(50):  # an import that leads in a circle is the user's
        if type(value) is not SourceName:
            return value
        bindings = value.module.bindings.get(value.name, [])
        if len(bindings) != 1 or not isinstance(bindings[0], Import):
            return value
        one = bindings[0]
        package = namespace_in(value.module).package
        name = absolute(one.module, one.level, package)
        module = modules.get(name) if name else None
        if module is None:
            return None
        if not one.name:
            return module
        found = attribute(module, one.name, modules)
        if found is MISSING:
            return None
        value = found
    return None


def attribute(value: Any, name: str, modules: Modules) -> Any:
    """Give what a value has under a name, without running anybody's code."""
    kind = type(value)
    if kind is ModuleSource:
        found = _in_source(value, name, modules)
        if found is MISSING and value.is_package:
            found = modules.get(f"{value.name}.{name}") or MISSING
        return found
    if issubclass(kind, ModuleType):
        return _in_module(value, name, modules)
    if kind is Unimported:
        qualname = f"{value.qualname}.{name}" if value.qualname else name
        return Unimported(value.module, qualname)
    if kind is SourceName or issubclass(kind, type):
        return MISSING
    return attributes_of(value).get(name, MISSING)


def _in_module(module: Any, name: str, modules: Modules) -> Any:
    """Give a name of an imported module, or the module of that name below it."""
    held = attributes_of(module)
    found = held.get(name, MISSING)
    if found is MISSING and held.get("__path__") is not None:
        found = modules.get(f"{held.get('__name__')}.{name}") or MISSING
        if type(found) is Unimported and "__getattr__" in held:
            found = MISSING
    return held.get("__getattr__", MISSING) if found is MISSING else found


def _in_source(source: ModuleSource, name: str, modules: Modules) -> Any:
    """Give a name of a source, also one that comes by ``from x import *``."""
    if name in source.bindings:
        return SourceName(source, name)
    package = namespace_in(source).package
    for one in source.stars:
        target = absolute(one.module, one.level, package)
        module = modules.get(target) if target else None
        if module is not None and type(module) is not Unimported:
            found = attribute(module, name, modules)
            if found is not MISSING:
                return found
    return MISSING
