"""Which members of a suite live on a loop, and how they hold one another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from loopwise.model.suite import Suite, Uses


def members_on_loops(suite: Suite, uses: Iterable[Uses]) -> list[bool]:
    """Tell for each member whether it lives on a loop or holds one that does.

    A sync fixture that depends on an async one holds it. It is decided for the
    definition, over all tests: what is overridden for one test is not for another,
    and the value that is cached may come from either.
    """
    holders: dict[int, set[int]] = {}
    for one in uses:
        for member, used in one.of.items():
            for other in used:
                holders.setdefault(other, set()).add(member)
    found = [member.lives_on_a_loop for member in suite.members]
    waiting = [index for index, lives in enumerate(found) if lives]
    while waiting:
        for holder in holders.get(waiting.pop(), ()):
            if not found[holder]:
                found[holder] = True
                waiting.append(holder)
    return found


@dataclass(frozen=True, slots=True)
class Cluster:
    """Members that hold one another, whether or not a test ties them too."""

    members: tuple[int, ...]


def clusters(uses: Uses, on_loops: list[bool]) -> tuple[Cluster, ...]:
    """Split what a test uses into the parts that would fall apart without it."""
    leader = {index: index for index in uses.of if on_loops[index]}

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
