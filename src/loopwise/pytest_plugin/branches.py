"""Branches of the collection tree, and the pytest nodes behind scope instances."""

from __future__ import annotations

import pytest

from loopwise.model.scope import Branch, Scope, ScopeInstance


class Branches:
    """Gives the branch of each item; items of one collector share theirs."""

    def __init__(self) -> None:
        self.node: dict[ScopeInstance, pytest.Collector] = {}
        self._of: dict[pytest.Collector | None, Branch] = {}

    def of(self, item: pytest.Item) -> Branch:
        """Give the branch that ``item`` stands in."""
        parent = item.parent
        branch = self._of.get(parent)
        if branch is None:
            branch = self._of[parent] = self._branch(item)
        return branch

    def _branch(self, item: pytest.Item) -> Branch:
        session = self._instance(Scope.SESSION, item.session, 0)
        packages: list[ScopeInstance] = []
        module: ScopeInstance | None = None
        classes: list[ScopeInstance] = []
        for depth, node in enumerate(item.listchain()):
            if isinstance(node, pytest.Package):
                packages.append(self._instance(Scope.PACKAGE, node, depth))
            elif isinstance(node, pytest.Module):
                module = self._instance(Scope.MODULE, node, depth)
            elif isinstance(node, pytest.Class):
                classes.append(self._instance(Scope.CLASS, node, depth))
        return Branch(session, tuple(packages), module, tuple(classes))

    def _instance(
        self, scope: Scope, node: pytest.Collector, depth: int
    ) -> ScopeInstance:
        identity = "" if scope is Scope.SESSION else node.nodeid
        instance = ScopeInstance(scope, identity, depth)
        self.node.setdefault(instance, node)
        return instance
