"""One run of one suite, with what the model and the twin say of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.property.log import Call, Log
from tests.property.oracle import Expected, Node, Spot
from tests.property.project import Fixture, Project, chain


@dataclass(slots=True)
class Case:
    """One run of one suite, and what the model says of it."""

    project: Project
    expected: Expected
    log: Log
    twin: Log
    """The same run of the synchronous twin under plain pytest."""
    text: str = ""
    """What pytest printed."""
    owner: dict[str, str] = field(init=False)
    """The node that each item stands in."""
    tainted: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        tests = {test.number: test.owner for test in self.project.tests}
        self.owner = {item.id: tests[item.number] for item in self.log.items}
        self.tainted = frozenset(self._tainted())

    def _tainted(self) -> Iterator[str]:
        """Find items that got something async by a name that no code tells.

        No plan can know of it. What the design promises then is checked apart.
        """
        sources = set()
        for call in self.log.calls.values():
            for held in call.values():
                if self.is_bound(held.call) and {*held.ways} & {"late", "computed"}:
                    sources.add(call.number if not call.is_test else -1)
                    yield call.item
            if call.made_on is not None and self.is_unplanned(call):
                sources.add(call.number)
        for item, number in self.expected.nodes:
            if number in sources:
                yield item

    def is_bound(self, call: Call) -> bool:
        """Tell whether a fixture belongs to a loop, or is declared to."""
        return call.made_on is not None or call.number in self.expected.on_loops

    def lives_on_a_loop(self, item: str, number: int) -> bool:
        """Tell whether a definition is on a loop, as far as an item is concerned."""
        is_unplaced = (item, number) in self.expected.unplaced
        return number in self.expected.on_loops and not is_unplaced

    def is_surprise(self, call: Call) -> bool:
        """Tell whether it was set up for an item that no code says to use it."""
        return (call.item, call.number) not in self.expected.nodes

    def is_unplanned(self, value: Call) -> bool:
        """Tell whether a sync fixture turned out to hold what belongs to a loop."""
        return (
            not value.is_test
            and value.loop is None
            and value.number not in self.expected.on_loops
        )

    def fixture(self, call: Call) -> Fixture:
        return self.project.fixtures[call.number]

    def node(self, call: Call) -> Node | None:
        """Give what the model knows a call as, if it can know where it runs."""
        node = self.expected.nodes.get((call.item, call.number))
        if call.is_test:
            node = Node(-1, call.item)
        if node is None or (call.item in self.tainted and node.at == call.item):
            return None
        if (call.item, call.number) in self.expected.unplaced:
            return None
        return node if node in self.expected.spot else None

    def block(self, node: str, position: int) -> int:
        """Give where the stretch of items of a node begins that ``position`` is in.

        Each stretch has fixtures and loops of its own: another order of the items, or
        pytest's own grouping by parameters, may leave a module and come back.
        """
        while position > 0 and self._is_in(node, position - 1):
            position -= 1
        return position

    def last(self, node: str, position: int) -> int:
        """Give where that stretch ends."""
        while position + 1 < len(self.log.ran) and self._is_in(node, position + 1):
            position += 1
        return position

    def _is_in(self, node: str, position: int) -> bool:
        item = self.log.ran[position]
        return node == item or node in chain(self.owner[item])

    def place(self, node: Node, call: Call) -> str:
        """Give the node whose loop something belongs on."""
        spot: Spot | None = self.expected.spot[node]
        return call.item if spot is None else spot.node

    def name(self, call: Call) -> str:
        """Call something what the reader of a failure can find it by."""
        if call.is_test:
            return f"{call.item} (call {call.serial})"
        one = self.fixture(call)
        return (
            f"{one.name}={one.number} of {one.owner or 'the root'} ({one.scope}, "
            f"{one.kind.value}, call {call.serial}, for {call.item})"
        )
