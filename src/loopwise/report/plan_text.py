"""A Plan as a tree: loops, the instances that live on them, the tests, and why."""

from __future__ import annotations

from collections.abc import Sequence

from loopwise.model.diagnostic import Diagnostic
from loopwise.model.plan import Plan, Reason
from loopwise.model.scope import ScopeInstance
from loopwise.model.suite import Resource, Test
from loopwise.report import diagnostic_text

OWN = "own loop of each test"


def render(
    plan: Plan,
    diagnostics: Sequence[Diagnostic],
    chosen: Sequence[int],
    errors: Sequence[str] = (),
) -> str:
    """Write the plan of the tests ``chosen``, by their numbers in the suite.

    ``errors`` are texts about tests that will fail before they run.
    """
    loops: dict[ScopeInstance | None, list[int]] = {}
    idle = 0
    for number in chosen:
        placement = plan.placement(number)
        if placement.needs_loop:
            loops.setdefault(placement.loop, []).append(number)
        else:
            idle += 1
    lines: list[str] = []
    for loop in sorted(loops, key=_order):
        lines += [*_loop(plan, loop, loops[loop]), ""]
    if idle:
        use = "uses" if idle == 1 else "use"
        lines += [f"no loop: {_count(idle, 'sync test')} that {use} nothing async", ""]
    for diagnostic in diagnostics:
        lines += [diagnostic_text.render(diagnostic), ""]
    for error in errors:
        lines += [error, ""]
    return "\n".join(lines or ["no tests"]).rstrip()


def _loop(plan: Plan, loop: ScopeInstance | None, tests: list[int]) -> list[str]:
    name = OWN if loop is None else f"{loop.scope} loop"
    where = f" of {loop.id}" if loop is not None and loop.id else ""
    lines = [f"{name}{where}  ({_count(len(tests), 'test')})"]
    for instance in sorted(
        (one for one, at in plan.instances.items() if at == loop),
        key=lambda one: (plan.suite.members[one.member].place, str(one.param)),
    ):
        member = plan.suite.members[instance.member]
        param = "" if instance.param is None else f"[{instance.param}]"
        noun, what = "fixture", f"kept per {instance.at.scope}"
        if isinstance(member, Resource):
            noun, what = "resource", member.type
        line = f"  {noun} {member.name}{param}  {member.place}  {what}"
        lines.append(line.rstrip())
    by_reason: dict[str, list[Test]] = {}
    for number in tests:
        why = _why(plan.reason(number))
        by_reason.setdefault(why, []).append(plan.suite.tests[number])
    for why, found in by_reason.items():
        lines.append(f"  because: {why}")
        lines += [f"    {test.id}" for test in found]
    return lines


def _why(reason: Reason) -> str:
    via = " -> ".join(step.name for step in reason.steps[1:])
    text = str(reason)
    return f"{text}  (through {via})" if len(reason.steps) > 2 else text


def _order(loop: ScopeInstance | None) -> tuple[int, str]:
    return (0, "") if loop is None else (-int(loop.scope), loop.id)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
