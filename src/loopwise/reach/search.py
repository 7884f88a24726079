"""What a node reaches, each node looked at once for the whole suite.

Code calls itself in circles, so the nodes of one circle reach the same: they are found
by Tarjan's algorithm, written as a loop, since chains get longer than Python's stack.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator

from loopwise.reach.node import Node


class Search:
    """Works out ``reached`` for nodes, and for all that they lead to."""

    def __init__(self, expand: Callable[[Node], None]) -> None:
        self._expand = expand
        self._counter = 0

    def reach(self, start: Node) -> int:
        """Give the bits of all that ``start`` leads to, its own among them."""
        if start.reached < 0:
            self._visit(start)
        return start.reached

    def _visit(self, start: Node) -> None:
        open_: list[Node] = [start]
        try:
            self._walk(start, open_)
        except BaseException:
            for node in open_:  # whoever asks next begins anew
                node.order = -1
            raise

    def _walk(self, start: Node, open_: list[Node]) -> None:
        path: list[tuple[Node, Iterator[Node]]] = [(start, self._enter(start))]
        while path:
            node, edges = path[-1]
            for other in edges:
                if other.reached >= 0:
                    continue
                if other.order < 0:
                    open_.append(other)  # first: to enter it may fail
                    path.append((other, self._enter(other)))
                    break
                node.low = min(node.low, other.order)
            else:
                path.pop()
                if path:
                    path[-1][0].low = min(path[-1][0].low, node.low)
                if node.low == node.order:
                    self._close(node, open_)

    def _enter(self, node: Node) -> Iterator[Node]:
        self._counter += 1
        node.order = node.low = self._counter
        self._expand(node)
        return iter(node.edges)

    @staticmethod
    def _close(node: Node, open_: list[Node]) -> None:
        """Give the nodes of one circle what they reach together."""
        circle = []
        bits = idle = 0
        while True:
            one = open_.pop()
            circle.append(one)
            bits |= one.bits
            idle |= one.idle
            for other in one.edges:
                if other.reached >= 0:
                    bits |= other.reached
                    idle |= other.reached_idle
            if one is node:
                break
        for one in circle:
            one.reached, one.reached_idle = bits, idle


def way(start: Node, bit: int) -> list[Node]:
    """Give the nodes on a shortest way from ``start`` to what has ``bit``."""
    before: dict[Node, Node | None] = {start: None}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        if (node.bits | node.idle) & bit:
            found: list[Node] = []
            at: Node | None = node
            while at is not None:
                found.append(at)
                at = before[at]
            return found[::-1]
        for other in node.edges:
            if other not in before and (other.reached | other.reached_idle) & bit:
                before[other] = node
                waiting.append(other)
    return []
