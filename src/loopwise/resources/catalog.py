"""The catalog: finds the row for a type, for an object, or for what makes one."""

from __future__ import annotations

from collections.abc import Iterable

from loopwise.resources.bound_type import Binds, BoundType
from loopwise.resources.known import ROWS
from loopwise.resources.look import ByClass, bases_of, module_of, qualname_of
from loopwise.resources.names import matches, names_of


class Catalog:
    """All rows that hold in a run: those that come along, and the user's own.

    A user's row for a type takes the place of the one that came along.
    """

    def __init__(self, own: Iterable[BoundType] = ()) -> None:
        own = tuple(own)
        taken = {row.name for row in own}
        self.rows = (*own, *(row for row in ROWS if row.name not in taken))
        self._by_name: dict[str, list[tuple[str, BoundType]]] = {}
        for row in self.rows:
            for pattern in (row.name, *row.also, *row.made_by):
                name = pattern.rpartition(":")[2]
                self._by_name.setdefault(name, []).append((pattern, row))
        self._of_type: ByClass[tuple[BoundType | None]] = ByClass()

    def of_type(self, cls: type) -> BoundType | None:
        """Give the row for objects of a class; ``None``: they belong to no loop."""
        known = self._of_type.get(cls)
        if known is None:
            known = self._of_type.set(cls, (self._look_up(cls),))
        return known[0]

    def _look_up(self, cls: type) -> BoundType | None:
        for base in bases_of(cls):
            row = self.of_name(module_of(base), qualname_of(base), types=True)
            if row is not None:
                return None if row.binds is Binds.NEVER else row
        return None

    def of_maker(self, thing: object) -> BoundType | None:
        """Give the row for what a class or function gives when called."""
        if issubclass(type(thing), type):
            row = self.of_type(thing)  # type: ignore[arg-type]  # it is a class
            if row is not None:
                return row
        names = names_of(thing)
        row = None if names is None else self.of_name(*names)
        return None if row is None or row.binds is Binds.NEVER else row

    def of_name(
        self, module: str, qualname: str, *, types: bool = False
    ) -> BoundType | None:
        """Give the row of a type, or of what makes one, by its name alone.

        Args:
            module: Where it is defined, or where it is imported from.
            qualname: Its name there.
            types: Whether to look at types only.
        """
        for pattern, row in self._by_name.get(qualname, ()):
            if types and pattern in row.made_by:
                continue
            if matches(pattern, module, qualname):
                return row
        return None

    def is_special(self, qualname: str) -> bool:
        """Whether any row has a type or a maker of this name: a quick first look."""
        return qualname in self._by_name
