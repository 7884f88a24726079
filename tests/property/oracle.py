"""Which loop everything must run on, said again in the simplest way.

Nothing here is the project's planner, and nothing is fast: a graph of tests and
fixture instances, searched anew for each question. The rules are those of the design,
section 3. They are about the generated data; what pytest made of it is not looked at,
but for the list of collected items with their parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from tests.property.log import Item
from tests.property.project import Fixture, Project, Test, chain, width


class Spot(NamedTuple):
    """A scope instance: where a loop begins and ends. Ordered from narrow to wide."""

    scope: int
    height: int
    """Minus the length of the way from the root: of two packages the outer is wider."""
    node: str
    written: int = 0
    """The scope as the user wrote it: outside of packages, that of a package is the
    session's."""


class Node(NamedTuple):
    """A test (``number`` is -1), an instance of a fixture, or a resource.

    The numbers of resources are negative, too: -2 and below.
    """

    number: int
    at: str
    """The node it is kept for; the id of the item for what belongs to one test."""
    param: Any = None


@dataclass(frozen=True, slots=True)
class Expected:
    """What the model says of one suite."""

    spot: dict[Node, Spot | None]
    """The loop of each node; ``None`` is the item's own."""
    nodes: dict[tuple[str, int], Node]
    """By item and definition: the instance that the item uses."""
    on_loops: frozenset[int]
    """Definitions that live on a loop, or hold what does."""
    unplaced: frozenset[tuple[str, int]]
    """Items with definitions that only hold resources, where a mark counts more."""


def spot_of(scope: str, owner: str, project: Project) -> Spot | None:
    """Find the instance of a scope in which something in ``owner`` stands."""
    places = chain(owner)
    found = ""
    if scope == "function":
        return None
    if scope == "class":
        classes = [place for place in places if "::" in place]
        if not classes:
            return None
        found = classes[-1]
    elif scope == "module":
        found = next(place for place in places if place.endswith(".py"))
    elif scope == "package":
        packages = [place for place in places if project.is_package(place)]
        if packages:
            found = packages[-1]
    written, scope = scope, scope if found else "session"
    return Spot(width(scope), -len(chain(found)), found, width(written))


def expect(project: Project, items: Sequence[Item]) -> Expected:
    """Say for a collected suite which loop each test and instance is on."""
    return _Model(project, items).expected()


class _Model:
    def __init__(self, project: Project, items: Sequence[Item]) -> None:
        self.project, self.items = project, items
        self.tests = {test.number: test for test in project.tests}
        self.edges: dict[Node, set[Node]] = {}
        self.claim: dict[Node, Spot | None] = {}
        self.nodes: dict[tuple[str, int], Node] = {}
        self.uses: dict[str, dict[int, list[int]]] = {}
        self.direct: dict[str, list[int]] = {}
        self.on_loops: frozenset[int] = frozenset()
        self.by_fixtures: frozenset[int] = frozenset()
        """Those of them that would be on a loop if there were no resources."""

    def expected(self) -> Expected:
        for item in self.items:
            self._follow(item)
        application, fixtures = self.project.application, self.project.fixtures
        lives = {
            one.number
            for one in fixtures
            if one.lives_on_a_loop or application.makes(one.reach)
        }
        self.by_fixtures = self._holders(lives)
        self.on_loops = self._holders(
            lives | {one.number for one in fixtures if self._resource(one) is not None}
        )
        for item in self.items:
            self._tie_instances(item)
        self._tie_nested_classes()
        for item in self.items:
            test = self.tests[item.number]
            node = self._add(Node(-1, item.id), self._test_claim(test))
            if self._mark(test) is None:
                self._tie(node, self._members(item))
                self._tie_resource(node, test)
        self._honour_marks()
        spots = {
            node: None if spot is None else spot._replace(written=0)
            for node in self.edges
            for spot in (self._spot(node),)
        }
        unplaced = {
            (item.id, number)
            for item in self.items
            for number in self.on_loops - self._counting(item)
        }
        return Expected(spots, self.nodes, self.on_loops, frozenset(unplaced))

    # ---------------------------------------------------------- who uses whom

    def _follow(self, item: Item) -> None:
        """Find what an item uses, as pytest would: the closest definition counts."""
        test = self.tests[item.number]
        uses = self.uses[item.id] = {}
        first = [self._nearest(name, test) for name in self._initial(test, item)]
        self.direct[item.id] = [one.number for one in first]
        waiting = [*first]
        while waiting:
            one = waiting.pop()
            if one.number not in uses:
                asked = [ask.name for ask in one.asks if ask.how == "literal"]
                found = [self._used(name, one, test) for name in (*one.uses, *asked)]
                uses[one.number] = [other.number for other in found]
                waiting += found
                self.nodes[item.id, one.number] = self._node(one, item)

    def _initial(self, test: Test, item: Item) -> list[str]:
        places = chain(test.owner)
        names = [
            one.name
            for one in self.project.fixtures
            if one.autouse and one.owner in places
        ]
        for marks in (test.marks, *map(self.project.marks.get, places)):
            names += marks.usefixtures if marks is not None else ()
        names += self.project.ini.get("usefixtures", "").split()
        names += [ask.name for ask in test.asks if ask.how != "computed"]
        return list(dict.fromkeys([*names, *test.uses]))

    def _nearest(self, name: str, test: Test, below: str | None = None) -> Fixture:
        """Give the closest definition of a name; ``below`` leaves out the closer."""
        places = chain(test.owner)
        if below is not None:
            places = places[: places.index(below)]
        found = [one for one in self.project.fixtures if one.name == name]
        return max(
            (one for one in found if one.owner in places),
            key=lambda one: places.index(one.owner),
        )

    def _used(self, name: str, user: Fixture, test: Test) -> Fixture:
        return self._nearest(name, test, user.owner if name == user.name else None)

    def _node(self, one: Fixture, item: Item) -> Node:
        spot = self._kept_at(one, item)
        at = item.id if spot is None else spot.node
        return Node(one.number, at, item.params.get(one.name))

    def _kept_at(self, one: Fixture, item: Item) -> Spot | None:
        owner = self.tests[item.number].owner
        if one.scope == "package":
            # Kept for the package that it is defined in, not for that of the test.
            is_package = self.project.is_package(one.owner)
            owner = one.owner if is_package else ""
        return spot_of(one.scope, owner, self.project)

    def _holders(self, lives: set[int]) -> frozenset[int]:
        """Tell for definitions, over all items: a cached value may come from any."""
        found = set(lives)
        for _ in self.project.fixtures:
            for uses in self.uses.values():
                for user, used in uses.items():
                    if found & {*used}:
                        found.add(user)
        return frozenset(found)

    def _resource(self, one: Fixture | Test) -> int | None:
        return self.project.application.resource(one.reach)

    def _counting(self, item: Item) -> frozenset[int]:
        """Give the definitions that count as on a loop for an item.

        Resources part no marked test from its fixtures: for it there are none.
        """
        is_marked = self._mark(self.tests[item.number]) is not None
        return self.by_fixtures if is_marked else self.on_loops

    # -------------------------------------------------------------- the graph

    def _add(self, node: Node, claim: Spot | None) -> Node:
        self.edges.setdefault(node, set())
        self.claim[node] = _widest([self.claim.get(node), claim])
        return node

    def _tie(self, node: Node, others: Iterable[Node]) -> None:
        for other in others:
            self.edges[node].add(other)
            self.edges[other].add(node)

    def _members(self, item: Item) -> list[Node]:
        return [
            self.nodes[item.id, number]
            for number in self.uses[item.id]
            if number in self._counting(item)
        ]

    def _tie_instances(self, item: Item) -> None:
        counting = self._counting(item)
        for number in self.uses[item.id]:
            if number in counting:
                one = self.project.fixtures[number]
                claim = _widest([self._kept_at(one, item), self._minimum(one, item)])
                self._add(self.nodes[item.id, number], claim)
        for user, used in self.uses[item.id].items():
            for other in {user, *used} & counting if user in counting else ():
                self._tie(self.nodes[item.id, user], [self.nodes[item.id, other]])
            if self._mark(self.tests[item.number]) is None:
                one = self.project.fixtures[user]
                self._tie_resource(self.nodes[item.id, user], one)

    def _tie_resource(self, node: Node, user: Fixture | Test) -> None:
        """Tie somebody to a resource, which lives as long as the process."""
        number = self._resource(user)
        if number is not None:
            resource = Node(-2 - number, "")
            self._add(resource, spot_of("session", "", self.project))
            self._tie(node, [resource])

    def _minimum(self, one: Fixture, item: Item) -> Spot | None:
        scope = one.loop_scope
        if scope is None and one.kind.is_async:
            scope = self.project.ini.get("asyncio_default_fixture_loop_scope")
        owner = self.tests[item.number].owner
        return None if scope is None else spot_of(scope, owner, self.project)

    def _tie_nested_classes(self) -> None:
        """Tie what pytest keeps for a class and for a class in it.

        While the outer class is not over, its value is taken for the inner one too.
        """
        for outer in self.edges:
            for inner in self.edges:
                if (
                    outer.number == inner.number >= 0
                    and outer.param == inner.param
                    and self.project.fixtures[outer.number].scope == "class"
                    and inner.at in self.project.classes
                    and outer.at in chain(inner.at)[:-1]
                ):
                    self._tie(outer, [inner])

    def _component(self, node: Node) -> set[Node]:
        found, waiting = {node}, [node]
        while waiting:
            for other in self.edges[waiting.pop()] - found:
                found.add(other)
                waiting.append(other)
        return found

    def _spot(self, node: Node) -> Spot | None:
        return _widest(self.claim[one] for one in self._component(node))

    # -------------------------------------------------------- explicit choices

    def _mark(self, test: Test) -> str | None:
        """Read the closest mark. Sync tests have no loop to choose."""
        if not test.is_async:
            return None
        for marks in (
            test.marks,
            *map(self.project.marks.get, chain(test.owner)[::-1]),
        ):
            if marks is not None and marks.asyncio is not None:
                return marks.asyncio.loop_scope
        return None

    def _test_claim(self, test: Test) -> Spot | None:
        scope = self._mark(test)
        if scope is None and test.is_async:
            scope = self.project.ini.get("asyncio_default_test_loop_scope")
        return None if scope is None else spot_of(scope, test.owner, self.project)

    def _honour_marks(self) -> None:
        """Let marked tests join what is not wider than their mark, widest first."""
        marked = [(self._mark(self.tests[item.number]), item) for item in self.items]
        for scope in ("session", "package", "module", "class", "function"):
            for item in [item for mark, item in marked if mark == scope]:
                node = Node(-1, item.id)
                own = self.claim[node]
                fitting = [
                    member
                    for member in self._members(item)
                    if _fits(self._spot(member), own, scope)
                ]
                self._tie(node, fitting)


def _fits(spot: Spot | None, own: Spot | None, scope: str) -> bool:
    if spot is None or own is None:
        return spot is None
    return spot[:2] <= own[:2] or spot.written <= width(scope)


def _widest(spots: Iterable[Spot | None]) -> Spot | None:
    return max((spot for spot in spots if spot is not None), default=None)
