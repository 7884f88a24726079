"""A Plan for programs, as JSON.

The form has a number, which counts up with each change that breaks a reader.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from loopwise.model.diagnostic import Diagnostic
from loopwise.model.plan import Plan
from loopwise.model.scope import ScopeInstance
from loopwise.model.step import Step
from loopwise.model.suite import Instance

FORMAT = 1


def render(
    plan: Plan,
    diagnostics: Sequence[Diagnostic],
    chosen: Sequence[int],
    errors: Sequence[str] = (),
) -> str:
    """Write the plan of the tests ``chosen``, by their numbers in the suite.

    ``errors`` are texts about tests that will fail before they run.
    """
    return json.dumps(
        {
            "format": FORMAT,
            "tests": [_test(plan, number) for number in chosen],
            "instances": [_instance(plan, *pair) for pair in plan.instances.items()],
            "diagnostics": [_diagnostic(one) for one in diagnostics],
            "errors": list(errors),
        },
        indent=1,
    )


def _test(plan: Plan, number: int) -> dict[str, Any]:
    test, placement = plan.suite.tests[number], plan.placement(number)
    reason = plan.reason(number)
    return {
        "id": test.id,
        "async": test.is_async,
        "place": str(test.place),
        "loop": _loop(placement.loop, test.id) if placement.needs_loop else None,
        "reason": str(reason),
        "steps": [_step(step) for step in reason.steps],
    }


def _instance(plan: Plan, instance: Instance, loop: ScopeInstance) -> dict[str, Any]:
    member = plan.suite.members[instance.member]
    return {
        "name": member.name,
        "place": str(member.place),
        "scope": str(instance.at.scope),
        "kept_for": instance.at.id,
        "parameter": None if instance.param is None else repr(instance.param),
        "loop": _loop(loop, ""),
    }


def _loop(loop: ScopeInstance | None, test: str) -> dict[str, str]:
    if loop is None:
        return {"scope": "function", "of": test}
    return {"scope": str(loop.scope), "of": loop.id}


def _step(step: Step) -> dict[str, str]:
    return {"name": step.name, "place": str(step.place), "role": step.role}


def _diagnostic(one: Diagnostic) -> dict[str, Any]:
    return {
        "code": one.code,
        "what": one.what,
        "path": [_step(step) for step in one.path],
        "why": one.why,
        "fixes": [fix.text for fix in one.fixes],
        "others": one.others,
    }
