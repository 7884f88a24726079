"""What meets several loops in a run with plain pytest-asyncio, although it has one.

Only who is sure to touch a thing counts: a test or an async fixture that asks for it,
or for a fixture that passes it on. What merely was set up with it does not.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from loopwise.model.suite import Instance, Suite, Uses, instance_of
from loopwise.plan.as_written import AsWritten, Loop


class User(NamedTuple):
    """A test that touches something, or an async fixture that does so for a test."""

    test: int
    fixture: int | None = None


@dataclass(slots=True)
class Parted:
    """An instance that is used on several loops."""

    instance: Instance
    home: Loop | None
    """The loop that it is made on, if it is an async fixture's."""
    users: dict[User, Loop] = field(default_factory=dict)
    """Who touches it, with the loop of each."""

    @property
    def strangers(self) -> list[User]:
        """Who touches it on another loop than it belongs to.

        What no async fixture made belongs to the first loop that it meets.
        """
        home = self.home or next(iter(self.users.values()))
        return [user for user, loop in self.users.items() if loop != home]


class Touching:
    """Says which members somebody touches, by what each fixture passes on."""

    def __init__(
        self, suite: Suite, bound: Collection[int], passing: Collection[int]
    ) -> None:
        self._suite, self._bound, self._passing = suite, bound, passing
        self._of: dict[tuple[Uses, int | None], frozenset[int]] = {}

    def of(self, uses: Uses, fixture: int | None = None) -> frozenset[int]:
        """Give the bound members that a test touches, or a fixture that it uses."""
        key = (uses, fixture)
        known = self._of.get(key)
        if known is None:
            known = self._of[key] = frozenset(self._follow(uses, fixture))
        return known

    def _follow(self, uses: Uses, fixture: int | None) -> set[int]:
        first = uses.direct if fixture is None else uses.of.get(fixture, ())
        seen, waiting = set(first), list(first)
        while waiting:
            member = waiting.pop()
            if member in self._passing:
                new = set(uses.of.get(member, ())) - seen
                seen |= new
                waiting += new
        return {member for member in seen if member in self._bound}


def parted(
    written: AsWritten, bound: Collection[int], passing: Collection[int]
) -> list[Parted]:
    """Find the instances of ``bound`` members that are touched on several loops.

    Args:
        written: Where everything runs.
        bound: Members whose values belong to a loop.
        passing: Fixtures that pass on what they ask for.
    """
    suite = written.suite
    touching = Touching(suite, bound, passing)
    found: dict[Instance, Parted] = {}
    for number, test in enumerate(suite.tests):
        users: list[tuple[int | None, Loop]] = []
        if test.is_async:
            users.append((None, written.of_test(number)))
        for member in test.uses.of:
            loop = written.of_fixture(member, number)
            if loop is not None:
                users.append((member, loop))
        for fixture, loop in users:
            for member in touching.of(test.uses, fixture):
                if member == fixture:
                    continue  # an override that asks for what it overrides
                instance = instance_of(suite, member, test)
                home = written.of_fixture(member, number)
                if instance is None:
                    if home is None or home == loop:
                        continue  # made and used on the test's own loop
                    at = test.branch.session
                    instance = Instance(member, at, ("own", number))
                one = found.setdefault(instance, Parted(instance, home))
                one.users[User(number, fixture)] = loop
    return [one for one in found.values() if one.strangers]


def nearest(one: Parted, written: AsWritten) -> User:
    """Give the user that shows best what is wrong: a test, if one is a stranger."""
    tests = written.suite.tests
    return min(
        one.strangers,
        key=lambda user: (
            user.fixture is not None,
            tests[user.test].place,
            tests[user.test].id,
        ),
    )
