"""Resources that already belonged to another loop when a test failed on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from loopwise.model.diagnostic import Diagnostic
from loopwise.plan.steps import member_step, test_step
from loopwise.pytest_plugin.run import Run
from loopwise.pytest_plugin.runtime import Runtime
from loopwise.resources.objects import loop_of

SYMPTOMS = (
    "attached to a different loop",
    "bound to a different event loop",
    "different event loop",
    "different loop",
    "Event loop is closed",
    "another operation is in progress",
    "Timeout context manager should be used inside a task",
)
"""What asyncio and libraries say when an object is used on a loop not its own."""

AT_IMPORT = "it was used before the tests began, on a loop that {state}."
LATER = "something used it first, on a loop that {state}."


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A resource that a failed test used from another loop than the resource's."""

    member: int
    state: str
    """What has become of its loop."""
    since_import: bool


def note_elsewhere(runtime: Runtime, run: Run, error: BaseException) -> None:
    """Note the resources of a failed test that belong to another loop than its own."""
    number = runtime.live.number.get(run.item)
    reaching = runtime.live.reaching
    if number is None or reaching is None or run.host is None:
        return
    if not any(text in str(one) for one in _chain(error) for text in SYMPTOMS):
        return
    used = runtime.plan.suite.tests[number].uses.of
    for found, member, row, thing in reaching.objects():
        loop = loop_of(row, thing)
        if member not in used or loop is None or loop is run.host.loop:
            continue
        state = "is closed now" if loop.is_closed() else "is not the test's"
        seen = Elsewhere(member, state, found.loop is loop)
        runtime.elsewhere.setdefault(seen, []).append(run.item)


def diagnose_elsewhere(runtime: Runtime) -> list[Diagnostic]:
    """Give one Diagnostic for each resource that was bound elsewhere."""
    return [
        _diagnostic(runtime, one, items) for one, items in runtime.elsewhere.items()
    ]


def _diagnostic(
    runtime: Runtime, one: Elsewhere, items: list[pytest.Item]
) -> Diagnostic:
    suite = runtime.plan.suite
    number = runtime.live.number[items[0]]
    member, test = suite.members[one.member], suite.tests[number]
    scope = str(runtime.plan.placement(number).scope)
    why = AT_IMPORT if one.since_import else LATER
    return Diagnostic(
        code="LW103",
        what=f"resource `{member.name}` belongs to another event loop than the test "
        "that uses it",
        path=(member_step(member, "another"), test_step(test, scope)),
        why=why.format(state=one.state),
        others=len(items) - 1,
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Give an exception, what it is raised from, and what groups hold."""
    waiting, seen = [error], set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [e for e in (one.__cause__, one.__context__) if e is not None]
        if isinstance(one, BaseExceptionGroup):
            waiting += one.exceptions
