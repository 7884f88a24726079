"""The search: what each node reaches, looked at once."""

from __future__ import annotations

import itertools
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopwise.reach.node import Node
from loopwise.reach.search import Search, way


def graph(edges: dict[str, str], bits: dict[str, int]) -> dict[str, Node]:
    """Make nodes of one letter each, with edges and with bits of their own."""
    nodes = {name: Node(None, name) for name in edges}
    for name, node in nodes.items():
        node.edges = [nodes[other] for other in edges[name]]
        node.bits = bits.get(name, 0)
    return nodes


class Expanded(list[str]):
    """Notes which nodes were expanded, in their order."""

    def __call__(self, node: Node) -> None:
        self.append(node.name)


def test_node_reaches_its_own_and_what_it_leads_to() -> None:
    """A node reaches its own bits and those of all that it leads to."""
    nodes = graph({"a": "bc", "b": "d", "c": "", "d": "", "e": "d"}, {"c": 2, "d": 4})
    search = Search(Expanded())
    assert search.reach(nodes["a"]) == 6
    assert search.reach(nodes["b"]) == 4
    assert search.reach(nodes["c"]) == 2
    assert search.reach(nodes["e"]) == 4


def test_node_is_expanded_once() -> None:
    """However often it is asked for, a node is looked at once, and only if needed."""
    expanded = Expanded()
    nodes = graph({"a": "bc", "b": "c", "c": "", "d": "a"}, {})
    search = Search(expanded)
    search.reach(nodes["b"])
    assert expanded == ["b", "c"]
    search.reach(nodes["a"])
    search.reach(nodes["a"])
    assert expanded == ["b", "c", "a"]


def test_circle_reaches_the_same() -> None:
    """Nodes that lead to one another reach the same, whichever is asked first."""
    for first in "abcx":
        nodes = graph(
            {"a": "b", "b": "cd", "c": "a", "d": "", "x": "b"},
            {"a": 2, "c": 4, "d": 8, "x": 16},
        )
        search = Search(Expanded())
        search.reach(nodes[first])
        assert [search.reach(nodes[name]) for name in "abcdx"] == [14, 14, 14, 8, 30]


def test_idle_bits_are_kept_apart() -> None:
    """What is touched only is reached too, and told apart from what is used."""
    nodes = graph({"a": "b", "b": "c", "c": "a"}, {"c": 2})
    nodes["b"].idle = 4
    search = Search(Expanded())
    assert search.reach(nodes["a"]) == 2
    assert {nodes[name].reached_idle for name in "abc"} == {4}


def test_long_chains_are_no_obstacle() -> None:
    """A chain may be longer than Python's stack is deep."""
    nodes = [Node(None) for _ in range(20_000)]
    for one, other in itertools.pairwise(nodes):
        one.edges = [other]
    nodes[-1].bits = 2
    assert Search(Expanded()).reach(nodes[0]) == 2
    assert len(way(nodes[0], 2)) == 20_000


@given(st.integers(1, 12), st.randoms(use_true_random=False))
def test_any_graph_is_searched_right(size: int, random: Random) -> None:
    """In any graph, in any order, each node reaches what plain following finds."""
    nodes = [Node(None, str(number)) for number in range(size)]
    for number, node in enumerate(nodes):
        node.bits = 2 << number
        node.edges = random.sample(nodes, random.randrange(min(size, 4)))
    search = Search(Expanded())
    for node in random.sample(nodes, size):
        found, waiting = {node}, [node]
        while waiting:
            for other in waiting.pop().edges:
                if other not in found:
                    found.add(other)
                    waiting.append(other)
        assert search.reach(node) == sum(one.bits for one in found)


@pytest.mark.parametrize(
    ("start", "bit", "expected"),
    [("a", 2, "ae"), ("a", 4, "abf"), ("b", 2, "bcde"), ("e", 2, "e"), ("e", 4, "")],
)
def test_way_is_the_shortest(start: str, bit: int, expected: str) -> None:
    """Of all ways to a bit a shortest one is given, with both its ends."""
    nodes = graph(
        {"a": "be", "b": "cf", "c": "d", "d": "e", "e": "", "f": "a"}, {"e": 2}
    )
    nodes["f"].idle = 4
    search = Search(Expanded())
    for node in nodes.values():
        search.reach(node)
    assert "".join(node.name for node in way(nodes[start], bit)) == expected
