"""Suite -> Plan: groups what must share a loop; the widest member decides.

The rule "the widest fixture of this test" is right for one test and wrong for a
suite, because fixtures are cached: a module-scoped client that one test uses alone
and another one together with a session-scoped database must be on the session's
loop for both. So fixture instances are tied into components over the whole suite
first, and a loop is given to each component.

The result depends neither on the order of the tests nor on what is left out after
the plan was made. The work grows with the number of tests and of their uses.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from loopwise.model.plan import Placement, Plan
from loopwise.model.scope import Scope, ScopeInstance, widest
from loopwise.model.settings import Settings
from loopwise.model.suite import Instance, Suite, instance_of
from loopwise.plan.claims import instance_claim, own_claim, test_claim
from loopwise.plan.components import Claim, Components
from loopwise.plan.groups import Group, group
from loopwise.plan.members import Cluster
from loopwise.plan.reasons import Reasons


def assign(suite: Suite, settings: Settings | None = None) -> Plan:
    """Give every test and every fixture instance of a suite its loop."""
    return _Assignment(suite, settings or Settings()).plan()


@dataclass(slots=True)
class _Part:
    """A cluster as one group uses it: its shared instances, and its own claim."""

    cluster: Cluster
    shared: list[int] = field(default_factory=list)
    own: Claim | None = None
    joined: bool = True


class _Assignment:
    def __init__(self, suite: Suite, settings: Settings) -> None:
        self.suite, self.settings = suite, settings
        self.grouping = group(suite)
        self.components = Components()
        self.claims: list[Claim | None] = []
        self.parts: list[list[_Part]] = []
        self.enclosing: dict[Instance, tuple[ScopeInstance, ...]] = {}

    def plan(self) -> Plan:
        for number, one in enumerate(self.grouping.groups):
            self.claims.append(test_claim(number, one.first, self.settings))
            self.parts.append([self._part(number, one, c) for c in one.clusters])
        self._tie_nested_classes()
        for number, one in enumerate(self.grouping.groups):
            if one.first.loop_scope is None:
                self._join(number, self.parts[number])
        self._honour_marks()
        placements = [self._placement(number) for number in range(len(self.parts))]
        instances = {
            instance: self.components.deciding(index).at
            for instance, index in self.components.number.items()
        }
        grouping = self.grouping
        return Plan(
            suite=self.suite,
            groups=[one.tests for one in grouping.groups],
            group_of=grouping.group_of,
            placements=placements,
            instances=instances,
            component={
                instance: self.components.find(index)
                for instance, index in self.components.number.items()
            },
            on_loops=grouping.on_loops,
            reason=self._reasons(),
        )

    def _part(self, number: int, one: Group, cluster: Cluster) -> _Part:
        """Tie the instances of a cluster: they hold one another in any case."""
        part = _Part(cluster)
        known = self.components.number
        for index in cluster.members:
            instance = instance_of(self.suite, index, one.first)
            if instance is None:
                claim = own_claim(self.suite, index, number, one.first, self.settings)
                if claim is not None and claim.beats(part.own):
                    part.own = claim
                continue
            if instance not in known:
                claim = instance_claim(
                    self.suite, instance, len(known), one.first, self.settings
                )
                self.components.add(instance, claim)
                if instance.at.scope is Scope.CLASS:
                    self.enclosing[instance] = one.first.branch.classes[:-1]
            part.shared.append(known[instance])
        for other in part.shared[1:]:
            self.components.tie(part.shared[0], other)
        if part.shared and part.own is not None:
            self.components.press(part.shared[0], part.own)
        return part

    def _tie_nested_classes(self) -> None:
        """Tie what a class and one nested in it use of the same class fixture.

        pytest keeps what the tests of the outer class have set up while those of the
        inner one run, and gives it to them.
        """
        known = self.components.number
        for instance, classes in self.enclosing.items():
            for outer in classes:
                other = known.get(instance._replace(at=outer))
                if other is not None:
                    self.components.tie(known[instance], other)

    def _join(self, number: int, parts: list[_Part]) -> None:
        """Let the tests of a group tie what they use into one component."""
        shared = [index for part in parts for index in part.shared]
        for other in shared[1:]:
            self.components.tie(shared[0], other)
        for claim in (self.claims[number], *(part.own for part in parts)):
            if shared and claim is not None:
                self.components.press(shared[0], claim)

    def _honour_marks(self) -> None:
        """Let tests with an explicit loop scope join what is not wider than it.

        From the widest mark to the narrowest, so that what a mark joined is never
        widened afterwards by a narrower one: the order of the tests has no say.
        """
        marked = [
            (one.first.loop_scope, number)
            for number, one in enumerate(self.grouping.groups)
            if one.first.loop_scope is not None
        ]
        for scope in sorted({scope for scope, _ in marked}, reverse=True):
            for number in [number for other, number in marked if other is scope]:
                for part in self.parts[number]:
                    part.joined = self._fits(part, number, scope)
                joined = [part for part in self.parts[number] if part.joined]
                self._join(number, joined)

    def _fits(self, part: _Part, number: int, scope: Scope) -> bool:
        """Whether a mark is as wide as a part: in the words in which both are written.

        Outside of packages a package scope is the session's, for a fixture as for a
        test; and a fixture of an outer package has the same scope as an inner one.
        """
        theirs, own = self._claim(part), self.claims[number]
        if theirs is None:
            return True
        return own is not None and (
            theirs.at.width <= own.at.width or theirs.scope <= scope
        )

    def _claim(self, part: _Part) -> Claim | None:
        return self.components.deciding(part.shared[0]) if part.shared else part.own

    def _loop(self, part: _Part) -> ScopeInstance | None:
        claim = self._claim(part)
        return None if claim is None else claim.at

    def _placement(self, number: int) -> Placement:
        claim = self.claims[number]
        loop = None if claim is None else claim.at
        apart: dict[int, ScopeInstance | None] = {}
        for part in self.parts[number]:
            if part.joined:
                loop = widest(loop, self._loop(part))
                continue
            for index in part.cluster.members:
                apart[index] = self._loop(part)
        one = self.grouping.groups[number]
        return Placement(loop, one.first.is_async or bool(one.clusters), apart)

    def _reasons(self) -> Reasons:
        joined = [
            [index for part in parts if part.joined for index in part.shared]
            for parts in self.parts
        ]
        alone: list[Claim | None] = []
        for number, parts in enumerate(self.parts):
            found = self.claims[number]
            for part in parts:
                if part.joined and part.own is not None and part.own.beats(found):
                    found = part.own
            alone.append(found)
        return Reasons(
            self.suite, self.settings, self.components, self.grouping, joined, alone
        )
