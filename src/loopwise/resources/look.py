"""Looks at objects without running a line of their code.

``isinstance`` asks an object for its ``__class__``, ``getattr`` runs properties, and a
set of classes asks their metaclass for a hash. Any of these may be somebody's code: of
a proxy that has nothing behind it now, or of an object that is made when first asked.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import (
    FunctionType,
    GetSetDescriptorType,
    MemberDescriptorType,
    ModuleType,
)
from typing import Any, Generic, TypeVar

T = TypeVar("T")

_OF_PYTHON = (GetSetDescriptorType, MemberDescriptorType)
"""What Python itself puts into a class whose instances have a ``__dict__``."""

_MRO: Callable[[type], tuple[type, ...]] = type.__dict__["__mro__"].__get__
_MODULE: Callable[[type], object] = type.__dict__["__module__"].__get__
_QUALNAME: Callable[[type], object] = type.__dict__["__qualname__"].__get__
_DICT: Callable[[type], Mapping[str, Any]] = type.__dict__["__dict__"].__get__


def bases_of(cls: type) -> tuple[type, ...]:
    """Give a class and its bases, in the order in which attributes are looked up."""
    return _MRO(cls)


def module_of(cls: type) -> str:
    """Give the name of the module that a class says it is from."""
    found = _MODULE(cls)
    return found if type(found) is str else ""


def qualname_of(cls: type) -> str:
    """Give the qualified name of a class."""
    found = _QUALNAME(cls)
    return found if type(found) is str else ""


def members_of(cls: type) -> Mapping[str, Any]:
    """Give what a class itself defines."""
    return _DICT(cls)


def attributes_of(thing: object) -> Mapping[str, Any]:
    """Give what an instance, or a module, holds: from its ``__dict__`` alone."""
    for base in _MRO(type(thing)):
        descriptor = _DICT(base).get("__dict__")
        if descriptor is None:
            continue
        if type(descriptor) not in _OF_PYTHON:
            return {}  # a property of somebody's
        found = descriptor.__get__(thing)
        return found if type(found) is dict else {}
    return {}


def module_attribute(module: object, name: str) -> Any:
    """Give an attribute of a module, ``None`` if it has none, or is no module."""
    if not issubclass(type(module), ModuleType):
        return None
    return attributes_of(module).get(name)


def slots_of(cls: type) -> tuple[MemberDescriptorType, ...]:
    """Give the descriptors by which a class without ``__dict__`` holds values."""
    return tuple(
        value
        for base in bases_of(cls)
        if "__slots__" in members_of(base)
        for value in members_of(base).values()
        if type(value) is MemberDescriptorType
    )


def in_slots(
    thing: object, slots: Iterable[MemberDescriptorType]
) -> Iterator[tuple[str, Any]]:
    """Give the values that an instance has in slots, with their names."""
    for descriptor in slots:
        try:
            yield descriptor.__name__, descriptor.__get__(thing)
        except Exception:  # noqa: BLE001  # not set, or a descriptor of its own kind
            continue


def given_to(function: FunctionType) -> list[Any]:
    """Give what a function was made with: its closure and its defaults."""
    held: list[Any] = []
    for cell in function.__closure__ or ():
        try:
            held.append(cell.cell_contents)
        except ValueError:  # a variable that has no value yet
            continue
    held += function.__defaults__ or ()
    held += (function.__kwdefaults__ or {}).values()
    return held


class ByClass(Generic[T]):
    """Remembers something for each class, as long as there is the class.

    Some are short-lived: ``unittest.mock`` makes one for every mock, which holds it.
    """

    def __init__(self) -> None:
        self._known: dict[int, tuple[weakref.ref[type], T]] = {}

    def get(self, cls: type) -> T | None:
        """Give what is remembered of a class."""
        found = self._known.get(id(cls))
        return None if found is None else found[1]

    def set(self, cls: type, value: T) -> T:
        """Remember something, which must not keep the class alive."""
        key, known = id(cls), self._known

        def forget(_: object) -> None:
            known.pop(key, None)  # before another class can have the same id

        known[key] = (weakref.ref(cls, forget), value)
        return value

    def clear(self) -> None:
        """Forget all classes."""
        self._known.clear()
