"""Branches of the collection tree, and the pytest nodes behind scope instances."""

from __future__ import annotations

import pytest

from loopwise.model.scope import Branch, Scope, ScopeInstance

KINDS: dict[Scope, type[pytest.Collector]] = {
    Scope.SESSION: pytest.Session,
    Scope.PACKAGE: pytest.Package,
    Scope.MODULE: pytest.Module,
    Scope.CLASS: pytest.Class,
}


class Branches:
    """Gives the branch of each item; items of one collector share theirs."""

    def __init__(self) -> None:
        self._nodes: dict[
            tuple[ScopeInstance, pytest.Collector | None], pytest.Collector
        ] = {}
        self._instances: dict[ScopeInstance, ScopeInstance] = {}
        self._of: dict[pytest.Collector | None, Branch] = {}

    def of(self, item: pytest.Item) -> Branch:
        """Give the branch that ``item`` stands in."""
        parent = item.parent
        branch = self._of.get(parent)
        if branch is None:
            branch = self._of[parent] = self._branch(item)
        return branch

    def node_of(self, instance: ScopeInstance, item: pytest.Item) -> pytest.Collector:
        """Give the parent of ``item`` that is this scope instance."""
        key = (instance, item.parent)
        node = self._nodes.get(key)
        if node is None:
            kind = KINDS[instance.scope]
            found = [one for one in item.listchain() if isinstance(one, kind)]
            node = next(one for one in found if _id(one) == instance.id)
            self._nodes[key] = node
        return node

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
        instance = ScopeInstance(scope, _id(node), depth)
        return self._instances.setdefault(instance, instance)


def _id(node: pytest.Collector) -> str:
    return "" if isinstance(node, pytest.Session) else node.nodeid
