"""What may go from suites with ``event_loop`` fixtures, pytest-asyncio's until 1.0."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

import pytest

from loopwise.compat.fixtures import EVENT_LOOP, event_loop
from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.scope import Scope
from loopwise.model.step import Step
from loopwise.model.suite import FixtureDefinition, Suite, Uses
from loopwise.plan.assign import assign
from loopwise.plan.conflicts import conflicts
from loopwise.plan.steps import member_step, test_step
from loopwise.pytest_plugin.functions import place_of
from loopwise.pytest_plugin.runtime import Runtime

OVERRIDDEN = "fixture `event_loop` makes a loop by hand"
ASKED = "fixture `event_loop` is asked for by its old name"
WHY_OVERRIDDEN = (
    "the plan finds a loop for every test; this keeps all that see it on one."
)
WHY_FAILED = "it is not used, as it fails: {error}"
LONGEST = 44
"""Of an error's text, so that a line has no more than 80 columns."""
WHY_ASKED = "pytest-asyncio has no such fixture since 1.0; Loopwise still gives it."
DELETE = "delete the fixture: its tests and fixtures find their loops without it"
USE_RUNNING = "drop the parameter, and call asyncio.get_running_loop() for the loop"


def diagnose_event_loop(runtime: Runtime) -> Iterator[Diagnostic]:
    """Give one Diagnostic for each such fixture, and one for those who ask for it."""
    sources = None if runtime.sourcing is None else runtime.sourcing.sources
    rootdir = _rootdir(runtime)
    for one in sources.overrides if sources else ():
        place = place_of(one.func, rootdir)
        if place.file.startswith("/") or "site-packages" in place.file:
            continue  # a plugin's, not the user's to delete
        error = sources.failed.get(one) if sources else None
        why = WHY_OVERRIDDEN
        if error is not None:
            first, *_ = str(error).splitlines() or [""]
            text = f"{type(error).__name__}: {first}"
            if len(text) > LONGEST:
                text = f"{text[: LONGEST - 4].rstrip()} ..."
            why = WHY_FAILED.format(error=text)
        known = runtime.live.definitions.known(one)
        fits = known is None or (
            not _is_held_by_wider(runtime, known.number)
            and _fits_without(runtime, {known.number})
        )
        yield Diagnostic(
            code="LW104",
            what=OVERRIDDEN,
            path=(Step(EVENT_LOOP, place, f"fixture, kept per {one.scope}"),),
            why=why,
            fixes=(Fix(DELETE),) if fits else (),
        )
    yield from _asked(runtime)


def _asked(runtime: Runtime) -> Iterator[Diagnostic]:
    suite = runtime.plan.suite
    ours = place_of(event_loop, _rootdir(runtime))
    numbers = {
        number
        for number, one in enumerate(suite.members)
        if one.name == EVENT_LOOP and one.place == ours
    }
    if not numbers:
        return
    tests = [test for test in suite.tests if numbers & {*test.uses.direct}]
    fixtures = [suite.members[one] for one in sorted(_holders(suite, numbers))]
    overrides = [one for one in fixtures if one.name == EVENT_LOOP]
    fixtures = [one for one in fixtures if one.name != EVENT_LOOP]
    steps = [member_step(one) for one in fixtures] + [test_step(one) for one in tests]
    if not steps:
        return
    is_async = all(test.is_async for test in tests) and all(
        isinstance(one, FixtureDefinition) and one.is_async for one in fixtures
    )
    fits = is_async and not overrides and _fits_without(runtime, numbers)
    first = min(steps, key=lambda step: (step.place, step.name))
    yield Diagnostic(
        code="LW104",
        what=ASKED,
        path=(first,),
        why=WHY_ASKED,
        fixes=(Fix(USE_RUNNING),) if fits else (),
        others=len(tests) - (first.role == "test"),
    )


def _is_held_by_wider(runtime: Runtime, number: int) -> bool:
    """Whether a fixture with a scope asks for it: in its place comes a test's own."""
    suite = runtime.plan.suite
    return any(
        suite.members[one].scope is not Scope.FUNCTION
        for one in _holders(suite, {number})
    )


def _holders(suite: Suite, numbers: set[int]) -> set[int]:
    return {member for member, used in suite.holds() if numbers & {*used}}


def _fits_without(runtime: Runtime, numbers: set[int]) -> bool:
    """Plan again without some members, and see whether all fits."""
    suite, known = runtime.plan.suite, dict[Uses, Uses]()
    tests = []
    for test in suite.tests:
        uses = known.get(test.uses)
        if uses is None:
            uses = known[test.uses] = _without(test.uses, numbers)
        tests.append(dataclasses.replace(test, uses=uses))
    changed: Suite = dataclasses.replace(suite, tests=tests)
    return not conflicts(assign(changed, runtime.settings))


def _without(uses: Uses, numbers: set[int]) -> Uses:
    def kept(members: tuple[int, ...]) -> tuple[int, ...]:
        return tuple(one for one in members if one not in numbers)

    of = {
        member: kept(used) for member, used in uses.of.items() if member not in numbers
    }
    return Uses(kept(uses.direct), of)


def _rootdir(runtime: Runtime) -> str:
    item: pytest.Item | None = next(iter(runtime.live.number), None)
    return "" if item is None else str(item.config.rootpath)
