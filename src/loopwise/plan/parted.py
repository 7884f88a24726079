"""What meets several loops in a run with plain pytest-asyncio, although it has one.

Only members that belong to a loop by themselves count: what their code makes, and
nobody else's guess.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from loopwise.model.suite import Instance, instance_of
from loopwise.plan.as_written import AsWritten, Loop
from loopwise.plan.steps import way_to


@dataclass(slots=True)
class Parted:
    """An instance that is used on several loops."""

    instance: Instance
    home: Loop | None
    """The loop that it is made on, if it is an async fixture's."""
    tests: dict[int, Loop] = field(default_factory=dict)
    """The tests that use it, with the loop of each."""

    @property
    def strangers(self) -> list[int]:
        """The tests that use it from another loop than it belongs to.

        What no fixture made belongs to the first loop that it meets.
        """
        home = self.home or next(iter(self.tests.values()))
        return [test for test, loop in self.tests.items() if loop != home]


def parted(written: AsWritten, bound: Collection[int]) -> list[Parted]:
    """Find the instances of ``bound`` members that tests on several loops use.

    Args:
        written: Where everything runs.
        bound: Members whose values belong to a loop.
    """
    suite = written.suite
    found: dict[Instance, Parted] = {}
    for number, test in enumerate(suite.tests):
        if not test.is_async:
            continue
        for member in test.uses.of:
            if member not in bound:
                continue
            instance = instance_of(suite, member, test)
            home = written.of_fixture(member, number)
            loop = written.of_test(number)
            if instance is None:
                if home is None or home == loop:
                    continue  # made and used on the test's own loop
                instance = Instance(member, test.branch.session, ("own", number))
            one = found.setdefault(instance, Parted(instance, home))
            one.tests[number] = loop
    return [one for one in found.values() if one.strangers]


def nearest(parts: Parted, written: AsWritten) -> int:
    """Give the test that shows best what is wrong: with the shortest way to it."""
    tests = written.suite.tests
    return min(
        parts.strangers,
        key=lambda one: (
            len(way_to(tests[one], parts.instance.member)),
            tests[one].place,
            tests[one].id,
        ),
    )
