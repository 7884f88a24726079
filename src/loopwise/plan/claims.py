"""How wide a loop each member and each test asks for by itself."""

from __future__ import annotations

from collections.abc import Iterator

from loopwise.model.place import Place
from loopwise.model.plan import Because
from loopwise.model.scope import Scope, ScopeInstance
from loopwise.model.settings import Settings
from loopwise.model.suite import (
    FixtureDefinition,
    Instance,
    Member,
    Resource,
    Suite,
    Test,
)
from loopwise.plan.components import Claim

_NAMED_FIRST = {because: number for number, because in enumerate(Because)}


def instance_claim(
    suite: Suite, instance: Instance, number: int, test: Test, settings: Settings
) -> Claim:
    """Give the widest claim of an instance; ``test`` is any test that uses it."""
    index = instance.member
    member = suite.members[index]
    why = Because.OUTSIDE if isinstance(member, Resource) else Because.CACHED
    rank = _rank(why, member)
    if not member.lives_on_a_loop:
        # It only holds something: that is what the user wants to be told of.
        rank = (len(Because), *rank[1:])
    kept = instance.at.scope
    if kept is Scope.SESSION and member.scope is Scope.PACKAGE:
        kept = Scope.PACKAGE  # outside of packages it is the session's
    found = Claim(instance.at, kept, why, number, False, index, rank)
    for because, at, scope in _minimum(member, test, settings):
        rank = _rank(because, member)
        other = Claim(at, scope, because, number, False, index, rank)
        found = other if other.beats(found) else found
    return found


def own_claim(
    suite: Suite, index: int, group: int, test: Test, settings: Settings
) -> Claim | None:
    """Give the claim of a member that belongs to one test, if it makes one."""
    member = suite.members[index]
    for because, at, scope in _minimum(member, test, settings):
        rank = _rank(because, member)
        return Claim(at, scope, because, group, True, index, rank)
    return None


def test_claim(group: int, test: Test, settings: Settings) -> Claim | None:
    """Give the claim of the tests of a group: their mark's, or the configured one."""
    because, scope = Because.MARK, test.loop_scope
    if scope is None and settings.test_minimum is not None and test.is_async:
        because, scope = Because.MINIMUM, settings.test_minimum.scope
    at = None if scope is None else test.branch.at(scope)
    if at is None or scope is None:
        return None
    rank = (_NAMED_FIRST[because], test.place, test.id)
    return Claim(at, scope, because, group, True, None, rank)


def _minimum(
    member: Member, test: Test, settings: Settings
) -> Iterator[tuple[Because, ScopeInstance, Scope]]:
    """Give the loop scope that ``member`` must not be narrower than, if any."""
    scope: Scope | None = member.loop_scope
    because = Because.LOOP_SCOPE
    if scope is None and settings.fixture_minimum is not None:
        if isinstance(member, FixtureDefinition) and member.is_async:
            because, scope = Because.MINIMUM, settings.fixture_minimum.scope
    at = None if scope is None else test.branch.at(scope)
    if at is not None and scope is not None:
        yield because, at, scope


def _rank(because: Because, member: Member) -> tuple[int, Place, str]:
    return (_NAMED_FIRST[because], member.place, member.name)
