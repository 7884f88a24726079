"""What tests and fixtures reach: the one door to this package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import CodeType, FunctionType, MethodType
from typing import Any

from loopwise.model.place import Place, shorten
from loopwise.model.step import Step
from loopwise.reach import references
from loopwise.reach.first_party import FirstParty
from loopwise.reach.found import FoundResource
from loopwise.reach.made import is_spared
from loopwise.reach.modules import Modules, SourceFunction
from loopwise.reach.node import RUNS_LOOP, Node
from loopwise.reach.owners import Owners
from loopwise.reach.references import facts_of
from loopwise.reach.search import Search, way
from loopwise.reach.walker import Walker
from loopwise.resources.bound_type import BoundType
from loopwise.resources.catalog import Catalog


class Reached:
    """What a function reaches: resources, as the bits that stand for them."""

    __slots__ = ("bits", "idle", "node")

    def __init__(self, bits: int, idle: int, node: Node | None) -> None:
        self.bits, self.idle, self.node = bits, idle, node

    @property
    def runs_loop(self) -> bool:
        """Whether sync code on the way runs the current loop."""
        return bool(self.bits & RUNS_LOOP)


NOTHING = Reached(0, 0, None)


class Reach:
    """Follows functions to resources. Each piece of code is read once."""

    def __init__(
        self,
        rootdir: str,
        catalog: Catalog,
        first_party: Iterable[str] = (),
        modules: Modules | None = None,
    ) -> None:
        self._rootdir = rootdir
        self.catalog = catalog
        if modules is None:
            modules = Modules(FirstParty(rootdir, first_party))
        self._walker = Walker(modules.first_party, catalog, modules)
        self._search = Search(self._walker.expand)
        self._owners = Owners(self._walker.modules, rootdir)

    def of(self, function: Any, cls: type | None = None) -> Reached:
        """Follow a function, or any value; ``cls`` is the class of a test method."""
        if type(function) is MethodType:
            # pytest makes an instance for each test: it tells no more than its class.
            cls, function = cls or type(function.__self__), function.__func__
        if type(function) is FunctionType and cls is not None:
            node: Node | None = self._walker.method(function, cls)
        else:
            node = self._walker.node(function)
        if node is None:
            return NOTHING
        bits = self._search.reach(node)
        return Reached(bits, node.reached_idle, node)

    def made_by(self, function: Any) -> BoundType | None:
        """Give the type of what a sync function makes, and so hands on or keeps."""
        node = self._walker.node(function)
        if node is None:
            return None
        return self._walker.making.by_node(node, fresh=True)

    def types_named(self, function: SourceFunction) -> Iterator[BoundType]:
        """Give the bound types that a function says it returns."""
        return self._walker.sources.types_named(function.module, function.returns)

    def is_ours(self, cls: type) -> bool:
        """Whether a class is written in the project."""
        return self._walker.classes.is_ours(cls)

    def is_own_file(self, filename: str) -> bool:
        """Whether a file is the project's own."""
        return self._walker.first_party.is_file(filename)

    def spares(self, function: Any, row: BoundType) -> bool:
        """Whether a function's code names what makes things belong to no loop."""
        node = self._walker.node(function)
        if node is None:
            return False
        return is_spared(row, self._walker.making.of(node).spares)

    @property
    def found(self) -> list[FoundResource]:
        """All resources found so far, by their numbers."""
        return self._walker.discoveries.found

    def named(self, found: list[FoundResource]) -> list[tuple[str, Place]]:
        """Give the name and place of resources."""
        return self._owners.of(found)

    def own_globals(self) -> Iterator[tuple[str, str, Any]]:
        """Give the globals of the project's own modules: module, name and value."""
        return self._owners.own_globals()

    def own_files(self) -> list[str]:
        """Give the files of the project's own modules that are imported."""
        return self._owners.own_files()

    def placed(self, module: str, name: str) -> tuple[str, Place]:
        """Give the name and place of a module's global, where it is made."""
        return self._owners.placed(module, name)

    def way(self, reached: Reached, bit: int) -> tuple[Step, ...]:
        """Show how a function comes to a resource: what lies between the two."""
        if reached.node is None:
            return ()
        nodes = way(reached.node, bit)
        own = reached.node.code
        return tuple(
            self._step(node)
            for node in nodes[1:]
            if node.name
            and (node.code is None or node.code is not own)
            and not node.bits & bit
        )

    def _step(self, node: Node) -> Step:
        if node.code is not None:
            file = shorten(node.code.co_filename, self._rootdir)
            return Step(node.name, Place(file, node.code.co_firstlineno), "function")
        if node.owner is not None:
            return Step(*self._owners.placed(*node.owner), "object")
        return Step(node.name, Place("", 0), "object")

    def forget(self) -> None:
        """Let go of all objects that were looked at."""
        self._walker.forget()
        references.forget()


def gives_nothing(function: Any) -> bool:
    """Whether a sync function neither returns, yields nor stores a value."""
    if type(function) is SourceFunction:
        code: CodeType | None = function.code
    else:
        code = getattr(function, "__code__", None)
    if code is None:
        return False
    facts = facts_of(code)
    return facts.gives_nothing and not facts.stores
