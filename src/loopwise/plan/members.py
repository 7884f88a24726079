"""Which members of a suite live on a loop, and how they hold one another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from loopwise.model.suite import Resource, Suite, Uses


def members_on_loops(
    suite: Suite, uses: Iterable[Uses], *, resources: bool = True
) -> frozenset[int]:
    """Give the members in use that live on a loop or hold one that does.

    A sync fixture that depends on an async one holds it. It is decided for the
    definition, over all tests: what is overridden for one test is not for another,
    and the value that is cached may come from either. Without ``resources``, those
    are taken for what anybody may use.
    """
    holders: dict[int, set[int]] = {}
    for one in uses:
        for member, used in one.of.items():
            holders.setdefault(member, set())
            for other in used:
                holders.setdefault(other, set()).add(member)
    found = {
        index
        for index in holders
        if suite.members[index].lives_on_a_loop
        and (resources or not isinstance(suite.members[index], Resource))
    }
    waiting = list(found)
    while waiting:
        for holder in holders[waiting.pop()]:
            if holder not in found:
                found.add(holder)
                waiting.append(holder)
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Cluster:
    """Members that hold one another, whether or not a test ties them too."""

    members: tuple[int, ...]


def clusters(uses: Uses, on_loops: frozenset[int]) -> tuple[Cluster, ...]:
    """Split what a test uses into the parts that would fall apart without it."""
    leader = {index: index for index in uses.of if index in on_loops}

    def find(index: int) -> int:
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    for index in leader:
        for other in uses.of[index]:
            if other in leader:
                leader[find(other)] = find(index)
    parts: dict[int, list[int]] = {}
    for index in leader:
        parts.setdefault(find(index), []).append(index)
    return tuple(Cluster(tuple(part)) for part in parts.values())
