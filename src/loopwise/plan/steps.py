"""Steps: the way from a test through its fixtures to the member that counts."""

from __future__ import annotations

from collections import deque

from loopwise.model.step import Step
from loopwise.model.suite import FixtureDefinition, Member, Resource, Suite, Test


def test_step(test: Test, loop: str = "") -> Step:
    """Describe a test as a step, by the last part of its id."""
    return Step(test.id.rpartition("::")[2] or test.id, test.place, "test", loop)


def test_name(test: Test) -> str:
    """Call a test by its function's name: without its file, class and parameters."""
    return (test.id.rpartition("::")[2] or test.id).partition("[")[0]


def member_step(member: Member, loop: str = "") -> Step:
    """Describe a fixture or a resource as a step."""
    if isinstance(member, FixtureDefinition):
        role = f"fixture, kept per {member.scope}"
        made = member.makes
    else:
        role, made = "resource", member.type
    if made:
        role += f", {made.rpartition('.')[2]}"
    return Step(member.name, member.place, role, loop)


def steps_to(suite: Suite, test: Test, target: int) -> list[Step]:
    """Give the steps from ``test``, itself left out, to member ``target``.

    Between a resource and what reaches it lie functions and objects.
    """
    steps: list[Step] = []
    holder: Test | int = test
    for index in way_to(test, target):
        member = suite.members[index]
        if isinstance(member, Resource):
            steps += suite.between(holder, index)
        steps.append(member_step(member))
        holder = index
    return steps


def way_to(test: Test, target: int) -> list[int]:
    """Give the members on the shortest way from ``test`` to member ``target``."""
    before: dict[int, int | None] = dict.fromkeys(test.uses.direct)
    waiting = deque(before)
    while waiting and target not in before:
        index = waiting.popleft()
        for other in test.uses.of.get(index, ()):
            if other not in before:
                before[other] = index
                waiting.append(other)
    way: list[int] = []
    at: int | None = target if target in before else None
    while at is not None:
        way.append(at)
        at = before[at]
    return way[::-1]
