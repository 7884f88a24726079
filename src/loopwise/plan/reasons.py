"""Reasons: which member decided, and how a test is tied to it.

Worked out when asked for, once per component: a tree that leads from every test
of the component to the one claim that decided.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from loopwise.model.place import Place
from loopwise.model.plan import Because, Reason
from loopwise.model.scope import Scope
from loopwise.model.settings import Settings
from loopwise.model.step import Step
from loopwise.model.suite import Suite, Test
from loopwise.plan.components import Claim, Components
from loopwise.plan.groups import Grouping
from loopwise.plan.steps import steps_to, test_step, way_to

# A node of the tree: the number of an instance, or of a group of tests.
_Node = tuple[str, int]
_Tree = dict[_Node, _Node | None]


class Reasons:
    """Gives the reason of each group of tests."""

    def __init__(
        self,
        suite: Suite,
        settings: Settings,
        components: Components,
        grouping: Grouping,
        joined: Sequence[Sequence[int]],
        alone: Sequence[Claim | None],
    ) -> None:
        self._suite, self._settings = suite, settings
        self._components = components
        self._firsts = [one.first for one in grouping.groups]
        self._group_of = grouping.group_of
        self._joined, self._alone = joined, alone
        self._instances = list(components.number)
        self._groups_of: dict[int, list[int]] | None = None
        self._trees: dict[int, _Tree] = {}

    def __call__(self, test: int) -> Reason:
        """Say why test number ``test`` of the suite runs where it runs."""
        group, first = self._group_of[test], self._suite.tests[test]
        if self._joined[group]:
            root = self._components.find(self._joined[group][0])
            claim: Claim | None = self._components.claim[root]
            nearest = self._nearest(group, root, first)
            if nearest is not None:
                claim, member = nearest
                steps = [test_step(first), *steps_to(self._suite, first, member)]
            else:
                steps = self._walk(group, root, first)
        else:
            claim = self._alone[group]
            steps = [test_step(first)]
        if claim is None:
            because, scope = Because.ALONE, Scope.FUNCTION
            if first.loop_scope is not None:
                because, scope = Because.MARK, first.loop_scope
            return Reason(
                because, Scope.FUNCTION, (test_step(first),), written=str(scope)
            )
        if claim.of_tests and claim.member is not None:
            asker = first if claim.by == group else self._firsts[claim.by]
            steps += steps_to(self._suite, asker, claim.member)
        source = ""
        if claim.because is Because.MINIMUM:
            minimum = self._settings.test_minimum
            if claim.member is not None:
                minimum = self._settings.fixture_minimum
            source = "" if minimum is None else minimum.source
        return Reason(
            claim.because, claim.at.scope, tuple(steps), source, str(claim.scope)
        )

    def _nearest(self, group: int, root: int, first: Test) -> tuple[Claim, int] | None:
        """Give the claim nearest to a test among those as wide as the deciding one.

        Whoever wants a test off a loop looks at what that test uses itself.
        """
        deciding = self._components.claim[root]
        if deciding.of_tests and deciding.by == group:
            return None
        found: list[tuple[int, tuple[int, Place, str], Claim, int]] = []
        for index in self._joined[group]:
            own = self._components.own[index]
            if own.member is None or (own.at, own.scope) != (
                deciding.at,
                deciding.scope,
            ):
                continue
            if self._suite.members[own.member].lives_on_a_loop:
                way = way_to(first, own.member)
                found.append((len(way), own.rank, own, own.member))
        return min(found, key=lambda one: one[:2])[2:] if found else None

    def _walk(self, group: int, root: int, first: Test) -> list[Step]:
        """Go from a test to what decided; tests of one group have ways of their own."""
        tree = self._trees.get(root)
        if tree is None:
            tree = self._trees[root] = self._tree(root)
        node: _Node | None = ("group", group)
        steps: list[Step] = []
        test = first
        while node is not None:
            kind, number = node
            if kind == "group":
                test = first if number == group else self._firsts[number]
                steps.append(test_step(test))
            else:
                steps += steps_to(self._suite, test, self._instances[number].member)
            node = tree.get(node)
        return steps

    def _tree(self, root: int) -> _Tree:
        """Search a component from what decided; each node keeps its way back."""
        if self._groups_of is None:
            self._groups_of = {}
            for group, joined in enumerate(self._joined):
                for index in joined:
                    self._groups_of.setdefault(index, []).append(group)
        claim = self._components.claim[root]
        start: _Node = ("group" if claim.of_tests else "instance", claim.by)
        tree: _Tree = {start: None}
        waiting = deque([start])
        while waiting:
            node = waiting.popleft()
            kind, number = node
            if kind == "group":
                found: list[_Node] = [("instance", i) for i in self._joined[number]]
            else:
                found = [("group", g) for g in self._groups_of.get(number, ())]
            for other in found:
                if other not in tree:
                    tree[other] = node
                    waiting.append(other)
        return tree
