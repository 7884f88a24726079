"""Fixtures that a running test asked for, too late for its loop to become theirs."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from loopwise.model.diagnostic import Diagnostic, Fix
from loopwise.model.suite import Test
from loopwise.plan.replan import fits
from loopwise.plan.steps import member_step, test_step
from loopwise.pytest_plugin.runtime import Runtime

WHY = "the name was only known while the test ran, on a loop that it had already."


def diagnose_late(runtime: Runtime) -> list[Diagnostic]:
    """Give one Diagnostic for each fixture that was asked for too late."""
    found: dict[pytest.FixtureDef[Any], list[pytest.Item]] = {}
    for item, definition in runtime.late:
        found.setdefault(definition, []).append(item)
    return [
        _diagnostic(runtime, definition, items) for definition, items in found.items()
    ]


def _diagnostic(
    runtime: Runtime, definition: pytest.FixtureDef[Any], items: list[pytest.Item]
) -> Diagnostic:
    item = items[0]
    known = runtime.live.definitions.get(definition, item)
    path = []
    if known is not None:
        path.append(member_step(known.member, str(known.member.scope)))
    number = runtime.live.number.get(item)
    if number is not None:
        test = runtime.plan.suite.tests[number]
        path.append(test_step(test, str(runtime.plan.placement(number).scope)))
    name = definition.argname
    fixes = []
    if number is not None and helps(runtime, number, item, name):
        test_name = item.name.partition("[")[0]
        fixes.append(Fix(f'ask for it before: @pytest.mark.usefixtures("{name}")'))
        fixes.append(Fix(f"name it as a parameter: async def {test_name}({name}, ...)"))
    return Diagnostic(
        code="LW102",
        what=f"fixture `{name}` lives on another event loop than the test "
        "that asks for it by name",
        path=tuple(path),
        why=WHY,
        fixes=tuple(fixes),
        others=len(items) - 1,
    )


def helps(runtime: Runtime, number: int, item: pytest.Item, name: str) -> bool:
    """Plan again with the fixture asked for by name, and see whether all fits."""
    live = runtime.live
    test = live.suite.tests[number]
    changed: Test = dataclasses.replace(test, uses=live.reader.used(item, (name,)))
    tests = [*live.suite.tests]
    tests[number] = changed
    suite = dataclasses.replace(live.suite, tests=tests)
    return fits(runtime.plan, suite, runtime.settings) is not None
