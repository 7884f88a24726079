"""Values in code that, when called, make something that belongs to a loop."""

from __future__ import annotations

from typing import Any

from loopwise.reach.modules import SourceName, Unimported
from loopwise.resources.bound_type import Binds, BoundType
from loopwise.resources.catalog import Catalog
from loopwise.resources.names import matches, names_of


class Makers:
    """Asks the catalog about values, also of what is not imported yet."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._spares = {
            pattern for row in catalog.rows for pattern in row.unless_made_with
        }
        self._spare_names = {one.rpartition(":")[2] for one in self._spares}
        self._packages = {
            pattern.partition(":")[0].partition(".")[0]
            for row in catalog.rows
            for pattern in (row.name, *row.also, *row.made_by, *row.unless_made_with)
        }

    def is_in(self, module: str) -> bool:
        """Whether anything of the package that a module is in is known here."""
        return module.partition(".")[0] in self._packages

    def knows(self, value: Any) -> bool:
        """Whether a value makes something, or keeps what is made off loops."""
        return self.of(value) is not None or self.spare(value) is not None

    def of(self, value: Any) -> BoundType | None:
        """Give the row for what a value makes when it is called."""
        if type(value) is not SourceName and type(value) is not Unimported:
            return self._catalog.of_maker(value)
        for module, qualname in _names(value):
            if self._catalog.is_special(qualname):
                row = self._catalog.of_name(module, qualname)
                if row is not None:
                    return None if row.binds is Binds.NEVER else row
        return None

    def spare(self, value: Any) -> str | None:
        """Give the pattern by which a value keeps what is made with it off loops."""
        for module, qualname in _names(value):
            if qualname in self._spare_names:
                for pattern in self._spares:
                    if matches(pattern, module, qualname):
                        return pattern
        return None


def _names(value: Any) -> list[tuple[str, str]]:
    """Give module and name of a value; for what is not imported, all it may be."""
    kind = type(value)
    if kind is SourceName:
        return [(value.module.name, value.name)]
    if kind is Unimported:
        parts = [*value.module.split("."), *filter(None, value.qualname.split("."))]
        return [
            (".".join(parts[:cut]), ".".join(parts[cut:]))
            for cut in range(1, len(parts))
        ]
    names = names_of(value)
    return [] if names is None else [names]
