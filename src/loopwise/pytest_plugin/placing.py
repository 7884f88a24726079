"""Where a fixture instance runs: as planned, or by what it turns out to use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from loopwise.model.scope import Scope, ScopeInstance, widest
from loopwise.model.suite import Instance, instance_of
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.definitions import Definition
from loopwise.pytest_plugin.run import Run
from loopwise.pytest_plugin.runtime import Runtime


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan's word on a fixture; ``None`` is the test's own loop."""

    at: ScopeInstance | None


def planned_at(runtime: Runtime, run: Run, known: Definition) -> Planned | None:
    """Tell where the plan places this fixture of this item, if it does."""
    plan, number = runtime.plan, runtime.live.number.get(run.item)
    if number is None or known.number not in plan.on_loops:
        return None
    test = plan.suite.tests[number]
    if known.number not in test.uses.of:
        return None
    instance = instance_of(plan.suite, known.number, test)
    if instance is not None:
        # Absent where only tests with a mark of their own use it, and it only holds
        # a resource.
        placed = plan.instances.get(instance)
        return None if placed is None else Planned(placed)
    return Planned(plan.placement(number).apart.get(known.number, run.at))


def dynamic_at(
    runtime: Runtime, run: Run, known: Definition, request: Any
) -> ScopeInstance | None:
    """Place a fixture that this item was not known to use.

    Where other tests use the same instance, it is placed for them; else as wide as
    itself and what it depends on.
    """
    branch = runtime.live.branches.of(run.item)
    at = branch.at(Scope.from_name(request.scope), known.member.home)
    is_own = at is None
    if at is not None:
        param = getattr(request, "param", None)
        if known.number in runtime.plan.suite.merged:
            param = None
        placed = _placed(runtime, Instance(known.number, at, param))
        if placed is not None:
            return placed
    minimum = known.member.loop_scope
    if minimum is None and runtime.settings.fixture_minimum is not None:
        minimum = runtime.settings.fixture_minimum.scope
    if minimum is not None:
        at = widest(at, branch.at(minimum))
    active = internals.active_definitions(run.item)
    for name in known.names:
        resident = runtime.residents.get(active[name]) if name in active else None
        if resident is not None:
            at = widest(at, resident.at)
    return widest(at, run.at) if is_own else at


def _placed(runtime: Runtime, instance: Instance) -> ScopeInstance | None:
    try:
        return runtime.plan.instances.get(instance)
    except Exception:  # a parameter's __hash__ or __eq__ is the user's
        return None
