"""Where tests are collected: the branch, who holds fixtures there, and the marks."""

from __future__ import annotations

from dataclasses import dataclass

from loopwise.model.scope import Branch, Scope, ScopeInstance
from loopwise.static.suite.collection import CollectedFile, Collection
from loopwise.static.suite.marks import Mark, Marks
from loopwise.static.suite.names import Class
from loopwise.static.suite.registry import PLUGINS, Registry
from loopwise.static.suite.tests import Tests


@dataclass(slots=True)
class Site:
    """Where the tests of one module or class are collected."""

    id: str
    chain: tuple[str, ...]
    """Who holds fixtures that they can see, the nearest last."""
    branch: Branch
    marks: tuple[Mark, ...]
    """Of the classes and the module, the closest first."""


class Sites:
    """Gives the site of each module and class."""

    def __init__(
        self, collection: Collection, registry: Registry, marks: Marks, tests: Tests
    ) -> None:
        self._collection, self._registry = collection, registry
        self._marks, self._tests = marks, tests
        self._session = ScopeInstance(Scope.SESSION, "")
        self._known: dict[tuple[str, tuple[Class, ...]], Site] = {}

    def of(self, file: CollectedFile, classes: tuple[Class, ...]) -> Site:
        """Give where the tests of a file, or of a class in it, are collected."""
        key = (file.id, classes)
        known = self._known.get(key)
        if known is not None:
            return known
        if classes:
            above = self.of(file, classes[:-1])
            cls = classes[-1]
            name = f"{above.id}::{cls.node.name}"
            self._registry.add_class(name, cls)
            if self._tests.is_unittest(cls):
                self._registry.add_unittest(name, cls)
            depth = file.depth + len(classes)
            instance = ScopeInstance(Scope.CLASS, name, depth)
            branch = Branch(
                above.branch.session,
                above.branch.packages,
                above.branch.module,
                (*above.branch.classes, instance),
            )
            found = Site(
                name,
                (*above.chain, name),
                branch,
                (*self._marks.of_class(cls), *above.marks),
            )
        else:
            holders = [self._collection.node_id(one) for one in file.folders]
            module = ScopeInstance(Scope.MODULE, file.id, file.depth)
            found = Site(
                file.id,
                (PLUGINS, *holders, file.id),
                Branch(self._session, file.packages, module),
                self._marks.of_module(file.module),
            )
        self._known[key] = found
        return found
