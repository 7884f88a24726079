"""What a person calls a resource, and where it is made."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from loopwise.model.place import Place, shorten
from loopwise.reach.found import FoundResource
from loopwise.reach.module_source import Import
from loopwise.reach.modules import Modules, absolute
from loopwise.reach.names import namespace_in
from loopwise.resources.look import attributes_of, module_attribute

MOST_ELEMENTS = 100
"""So much of a container is looked at for a resource that has no name of its own."""


class Owners:
    """Finds the module that a resource was made in, among all that import it."""

    def __init__(self, modules: Modules, rootdir: str) -> None:
        self._modules, self._rootdir = modules, rootdir

    def of(self, found: Sequence[FoundResource]) -> list[tuple[str, Place]]:
        """Give the name and the place of each resource."""
        things = [one.thing() for one in found if one.is_made]
        globals_ = self._globals({id(thing): thing for thing in things})
        named = []
        for one in found:
            owners = list(globals_.get(id(one.thing()), ())) if one.is_made else []
            if one.node.owner is not None and not owners:
                owners.append(one.node.owner)
            named.append(self._best(owners, one))
        return named

    def _globals(self, things: dict[int, Any]) -> dict[int, list[tuple[str, str]]]:
        """Find the globals of first-party modules that are these objects."""
        found: dict[int, list[tuple[str, str]]] = {}
        if not things:
            return found
        for name, key, value in self.own_globals():
            for one in _held(value):
                if things.get(id(one)) is one and one is not None:
                    found.setdefault(id(one), []).append((name, key))
        return found

    def _best(
        self, owners: list[tuple[str, str]], one: FoundResource
    ) -> tuple[str, Place]:
        """Choose the owner in whose module the value is made, not imported."""
        best: tuple[int, str, Place] | None = None
        for module, path in owners:
            name, place, is_import = self._placed(module, path)
            rank = (2 if is_import else 0) + (0 if place.line else 1)
            if best is None or (rank, name, place) < best:
                best = (rank, name, place)
        if best is not None:
            return best[1], best[2]
        return one.row.label.rpartition(".")[2], Place(one.row.label, 0)

    def own_globals(self) -> Iterator[tuple[str, str, Any]]:
        """Give the globals of first-party modules: module, name and value."""
        for name, module in list(sys.modules.items()):
            if self._modules.first_party.is_module(module):
                for key, value in list(attributes_of(module).items()):
                    yield name, key, value

    def own_files(self) -> list[str]:
        """Give the files of the first-party modules that are imported."""
        files = (
            module_attribute(module, "__file__")
            for module in list(sys.modules.values())
            if self._modules.first_party.is_module(module)
        )
        return [file for file in files if type(file) is str]

    def placed(self, module: str, path: str) -> tuple[str, Place]:
        """Give the name and the place of what a module has under a path."""
        name, place, _ = self._placed(module, path)
        return name, place

    def _placed(self, module: str, path: str) -> tuple[str, Place, bool]:
        top, _, rest = path.partition(".")
        for _ in range(20):  # imports that lead in a circle are the user's
            source = self._modules.source(module)
            if source is None:
                break
            bindings = source.bindings.get(top, ())
            one = bindings[-1] if bindings else None
            if isinstance(one, Import) and one.name:
                package = namespace_in(source).package
                target = absolute(one.module, one.level, package)
                below = self._modules.source(target) if target else None
                if below is not None and one.name in below.bindings:
                    module, top = target, one.name
                    continue
            name = f"{top}.{rest}" if rest else top
            line = one.line if one is not None else 0
            place = Place(shorten(source.file, self._rootdir), line)
            return name, place, isinstance(one, Import)
        name = f"{top}.{rest}" if rest else top
        filename = module_attribute(sys.modules.get(module), "__file__") or module
        return name, Place(shorten(str(filename), self._rootdir), 0), True


def _held(value: Any) -> Iterator[Any]:
    """Give a value, and what containers in it hold."""
    waiting, left = [value], MOST_ELEMENTS
    while waiting and left:
        one = waiting.pop()
        left -= 1
        yield one
        if type(one) is dict:
            waiting += one.values()
        elif type(one) in {list, tuple, set, frozenset}:
            waiting += one
