"""The resources that were found."""

from __future__ import annotations

import asyncio
import gc

from loopwise.reach.found import Discoveries
from loopwise.reach.node import RUNS_LOOP, Node
from tests.reach.projects import CLIENT


class Client:
    """Stands for a client, with a loop or without."""

    def __init__(self, loop: asyncio.AbstractEventLoop | None = None) -> None:
        self.loop = loop


class Slotted:
    """Has no place for weak references."""

    __slots__ = ()


def test_each_resource_has_a_bit_of_its_own() -> None:
    """Resources are numbered as they are found, above the bit for running the loop."""
    found = Discoveries()
    nodes = [Node(None) for _ in range(70)]
    things = [Client() for _ in nodes]
    for node, thing in zip(nodes, things, strict=True):
        found.add(node, CLIENT, thing)
    bits = [node.bits for node in nodes]
    assert len({*bits, RUNS_LOOP}) == 71
    assert [one.node for one in found.of(bits[3] | bits[66] | RUNS_LOOP)] == [
        nodes[3],
        nodes[66],
    ]
    assert found.of(RUNS_LOOP) == []
    assert found.of(0) == []


def test_node_is_one_resource() -> None:
    """A node that is a resource already does not become another one."""
    found, node = Discoveries(), Node(None)
    node.bits = RUNS_LOOP
    thing = Client()
    found.add(node, CLIENT, thing)
    found.add(node, CLIENT, thing)
    assert len(found.found) == 1
    assert node.bits & RUNS_LOOP


def test_object_is_not_kept_alive() -> None:
    """A resource lets its object go; what cannot be referred to weakly it keeps."""
    found = Discoveries()
    thing, slotted = Client(), Slotted()
    found.add(Node(None), CLIENT, thing)
    found.add(Node(None), CLIENT, slotted)
    one, two = found.found
    assert one.is_made
    assert one.thing() is thing
    del thing
    gc.collect()
    assert one.thing() is None
    assert two.thing() is slotted


def test_loop_at_the_time_of_finding_is_remembered() -> None:
    """The loop that an object belongs to when it is found is known later on."""
    loop = asyncio.new_event_loop()
    try:
        found = Discoveries()
        bound, free = Client(loop), Client()
        found.add(Node(None), CLIENT, bound)
        found.add(Node(None), CLIENT, free)
        assert [one.loop for one in found.found] == [loop, None]
    finally:
        loop.close()


def test_holder_is_no_object_yet() -> None:
    """What will keep a resource is told from the resource itself."""
    found, holder = Discoveries(), Client()
    found.add(Node(None), CLIENT, holder=holder)
    found.add(Node(None), CLIENT)
    one, two = found.found
    assert not one.is_made
    assert one.thing() is holder
    assert not two.is_made
    assert two.thing() is None
