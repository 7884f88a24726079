"""Little projects on disk: some modules are imported, some are only there.

``CLIENTS`` stands for a library with a loop-bound type: it is found by the names in
the row, wherever it lies.
"""

from __future__ import annotations

import importlib
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loopwise.reach.first_party import FirstParty
from loopwise.reach.node import Node
from loopwise.reach.reach import Reach, Reached
from loopwise.reach.walker import Walker
from loopwise.resources.bound_type import Binds, BoundType, Unless
from loopwise.resources.catalog import Catalog

INSTALLED = "site-packages"
"""The folder of a project in which its libraries are."""

CLIENT = BoundType(
    name="clients:Client",
    binds=Binds.FIRST_USE,
    loop=("loop",),
    made_by=("clients:connect",),
    unless=(Unless("kind", "free"),),
    unless_made_with=("clients:Null",),
    harmless=("url",),
    closed=("is_closed",),
    close="close",
)
FREE = BoundType(name="clients:Free", binds=Binds.NEVER)
CLIENTS = """
    class Client:
        loop = None
        is_closed = False

        def __init__(self, kind="bound"):
            self.kind = kind

        async def get(self): ...

    class Free: ...

    class Null: ...

    def connect(*args, **kwargs):
        return Client()
"""


def catalog() -> Catalog:
    """Give the catalog with the rows of ``CLIENTS``."""
    return Catalog([CLIENT, FREE])


@dataclass(frozen=True, slots=True)
class Project:
    """A project in a folder that modules are imported from."""

    root: Path

    def write(self, files: dict[str, str]) -> None:
        """Write files by their paths in the project."""
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        importlib.invalidate_caches()

    def load(self, text: str, name: str = "app") -> Any:
        """Write a module and import it."""
        self.write({f"{name.replace('.', '/')}.py": text})
        return importlib.import_module(name)

    def reach(self, *first_party: str) -> Reach:
        """Give what follows functions of this project."""
        return Reach(str(self.root), catalog(), first_party)

    def walker(self) -> Walker:
        """Give what makes the nodes of this project."""
        return Walker(FirstParty(str(self.root)), catalog())

    def found(self, function: Any, cls: type | None = None) -> list[str]:
        """Name the resources that a function reaches, in alphabetical order."""
        reach = self.reach()
        return named(reach, reach.of(function, cls))


def node_of(walker: Walker, thing: Any) -> Node:
    """Give the node of a thing that has one, with all that it leads to."""
    node = walker.node(thing)
    assert node is not None
    walker.expand(node)
    return node


def named(reach: Reach, reached: Reached) -> list[str]:
    """Name what is reached, in alphabetical order; what is touched only has a ``~``."""
    names = reach.named(reach.found)
    return sorted(
        name if one.bit & reached.bits else f"~{name}"
        for one, (name, _) in zip(reach.found, names, strict=True)
        if one.bit & (reached.bits | reached.idle)
    )
