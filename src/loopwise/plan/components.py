"""Connected components of instances, each with the claim that decides its loop."""

from __future__ import annotations

from dataclasses import dataclass, field

from loopwise.model.place import Place
from loopwise.model.plan import Because
from loopwise.model.scope import Scope, ScopeInstance
from loopwise.model.suite import Instance


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody's need for a loop that lives as long as ``at``.

    ``by`` is the number of an instance, or of a group of tests for ``of_tests``;
    ``member`` is what asks: ``None`` for the tests themselves.
    """

    at: ScopeInstance
    scope: Scope
    """As the user wrote it; where there is no such scope, ``at`` has another."""
    because: Because
    by: int
    of_tests: bool
    member: int | None
    rank: tuple[int, Place, str]
    """Decides which of several equally wide claims is named: never their order."""

    def beats(self, other: Claim | None) -> bool:
        """Whether this claim decides over ``other``."""
        if other is None:
            return True
        ours, theirs = (self.at.width, self.scope), (other.at.width, other.scope)
        return ours > theirs or (ours == theirs and self.rank < other.rank)


@dataclass(slots=True)
class Components:
    """Union-find over instances; the root of a component keeps its claim."""

    number: dict[Instance, int] = field(default_factory=dict)
    leader: list[int] = field(default_factory=list)
    claim: list[Claim] = field(default_factory=list)
    own: list[Claim] = field(default_factory=list)
    """What each instance asks for by itself."""

    def add(self, instance: Instance, claim: Claim) -> int:
        """Start a component of one instance and give the instance's number."""
        index = self.number[instance] = len(self.leader)
        self.leader.append(index)
        self.claim.append(claim)
        self.own.append(claim)
        return index

    def find(self, index: int) -> int:
        """Give the root of the component that instance ``index`` is in."""
        leader = self.leader
        while leader[index] != index:
            leader[index] = leader[leader[index]]
            index = leader[index]
        return index

    def tie(self, one: int, two: int) -> None:
        """Make one component of the two that these instances are in."""
        one, two = self.find(one), self.find(two)
        if one != two:
            self.leader[two] = one
            self.press(one, self.claim[two])

    def press(self, index: int, claim: Claim) -> None:
        """Let a claim count for the component of instance ``index``."""
        root = self.find(index)
        if claim.beats(self.claim[root]):
            self.claim[root] = claim

    def deciding(self, index: int) -> Claim:
        """Give the claim that decides for the component of instance ``index``."""
        return self.claim[self.find(index)]
