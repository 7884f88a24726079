"""Classes of the project: their methods, attributes and bases."""

from __future__ import annotations

import dataclasses
import functools
import sys
from types import FunctionType, MemberDescriptorType
from typing import TYPE_CHECKING, Any

from loopwise.reach.node import Node
from loopwise.resources.look import (
    ByClass,
    bases_of,
    members_of,
    module_of,
    qualname_of,
    slots_of,
)

if TYPE_CHECKING:
    from loopwise.reach.walker import Walker

_WRAPPERS = (staticmethod, classmethod, property, functools.cached_property)


class Classes:
    """Reads each class once."""

    def __init__(self, walker: Walker) -> None:
        self._walker = walker
        self._ours: ByClass[bool] = ByClass()
        self._slots: ByClass[tuple[MemberDescriptorType, ...]] = ByClass()

    def is_ours(self, cls: type) -> bool:
        """Whether a class is written in the project."""
        known = self._ours.get(cls)
        return self._ours.set(cls, self._decide(cls)) if known is None else known

    def _decide(self, cls: type) -> bool:
        module = sys.modules.get(module_of(cls))
        if module is not None:
            return self._walker.first_party.is_module(module)
        first_party = self._walker.first_party
        return any(
            first_party.is_file(one.__code__.co_filename) for one in self.functions(cls)
        )

    def expand(self, node: Node, cls: type) -> None:
        """Find what a class leads to: its methods, attributes and bases."""
        walker = self._walker
        node.owner = (module_of(cls), qualname_of(cls))
        for name, value in list(members_of(cls).items()):
            kind = type(value)
            if kind is FunctionType:
                walker.lead(node, (value,), name)
            elif issubclass(kind, _WRAPPERS):
                walker.lead(node, self.inside(value))
            elif not name.startswith("__"):
                walker.lead(node, (value,), name)
        walker.lead(node, self.factories(cls))
        bases = bases_of(cls)[1:]
        walker.lead(node, [base for base in bases if self.is_ours(base)][:4])
        row = walker.keeping.by_class(cls)
        if row is None:
            row = walker.keeping.on_object(cls, node.owner[0])
        if row is not None:
            walker.discoveries.add(node, row, holder=cls)

    def functions(self, cls: type) -> list[FunctionType]:
        """Give the functions that are a class's methods."""
        return [
            one
            for value in list(members_of(cls).values())
            for one in self.inside(value)
            if type(one) is FunctionType
        ]

    @staticmethod
    def inside(value: Any) -> list[Any]:
        """Give the functions in a class attribute, out of what they are wrapped in."""
        kind = type(value)
        if kind is FunctionType:
            return [value]
        if issubclass(kind, (staticmethod, classmethod)):
            return [value.__func__]
        if issubclass(kind, property):
            return [one for one in (value.fget, value.fset, value.fdel) if one]
        if issubclass(kind, functools.cached_property):
            return [value.func]
        return []

    def factories(self, cls: type) -> list[Any]:
        """Give what the fields of a dataclass are made with."""
        fields = members_of(cls).get("__dataclass_fields__")
        if type(fields) is not dict:
            return []
        found = [getattr(one, "default_factory", None) for one in fields.values()]
        return [one for one in found if one not in (None, dataclasses.MISSING)]

    def slots(self, cls: type) -> tuple[MemberDescriptorType, ...]:
        """Give the descriptors by which a class without ``__dict__`` holds values."""
        known = self._slots.get(cls)
        return self._slots.set(cls, slots_of(cls)) if known is None else known

    def data(self, cls: type) -> list[tuple[Any, tuple[str, str]]]:
        """Give the attributes of a test class that are no functions."""
        return [
            (value, (module_of(base), f"{qualname_of(base)}.{name}"))
            for base in bases_of(cls)
            if self.is_ours(base)
            for name, value in list(members_of(base).items())
            if not name.startswith("__") and not self.inside(value)
        ]

    def forget(self) -> None:
        """Let go of the classes."""
        self._ours.clear()
        self._slots.clear()
