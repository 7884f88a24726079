"""The values of sync fixtures: one that belongs to a loop ties who uses it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from loopwise.model.scope import ScopeInstance
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.residents import Resident
from loopwise.pytest_plugin.run import Run
from loopwise.pytest_plugin.runtime import Runtime
from loopwise.pytest_plugin.sync_fixtures import settle
from loopwise.reach.later import objects_in
from loopwise.resources.bound_type import BoundType
from loopwise.resources.objects import is_free, loop_of


def look_at(
    runtime: Runtime, definition: pytest.FixtureDef[Any], request: Any, value: Any
) -> None:
    """Look at what a sync fixture gave, as soon as it is there.

    The plan knows what the fixture's code makes and reaches. A value of a loop-bound
    type that came another way has lived before the test, or will live on: it belongs
    to the session's loop, or to the one that it is bound to already.
    """
    if value is None or runtime.live.reaching is None:
        return
    run = runtime.run_of(internals.item_of(request))
    known = runtime.live.definitions.known(definition)
    if run.is_foreign or known is None or known.member.is_async:
        return
    is_wide = request.scope != "function"
    if known.member.makes:
        depth = 1 if is_wide or known.is_read else 0
        for row, thing in _bound(runtime, value, depth):
            runtime.closing.note(definition, known.member.place, row, thing)
        return
    if known.number in runtime.plan.on_loops or not (is_wide or known.is_read):
        return
    for row, thing in _bound(runtime, value, 1):
        at = _belongs(runtime, run, row, thing)
        if at is None or runtime.residents.get(definition) is not None:
            continue
        if not is_wide and _is_of_another(run, definition, thing, runtime):
            continue
        host = runtime.host_at(at, run.item)
        settle(runtime, run, Resident(definition, request, host, at))
        runtime.closing.note(definition, known.member.place, row, thing)


def _is_of_another(
    run: Run, definition: pytest.FixtureDef[Any], thing: Any, runtime: Runtime
) -> bool:
    """Whether a value is what another fixture of the test gave: that one decides."""
    for other in internals.active_definitions(run.item).values():
        cached = other.cached_result
        if other is not definition and cached is not None:
            if any(one is thing for _, one in _bound(runtime, cached[0], 1)):
                return True
    return False


def _belongs(
    runtime: Runtime, run: Run, row: BoundType, thing: Any
) -> ScopeInstance | None:
    """Say whose loop a value belongs to; ``None`` is the test's own."""
    loop = loop_of(row, thing)
    session = runtime.live.branches.of(run.item).session
    if loop is None:
        return session
    if run.host is not None and loop is run.host.loop:
        return run.at
    for resident in runtime.residents:
        if resident.host.loop is loop:
            return resident.at
    return session


def _bound(runtime: Runtime, value: Any, depth: int) -> Iterator[tuple[BoundType, Any]]:
    """Give the objects of loop-bound types in a value, itself first."""
    reaching = runtime.live.reaching
    if reaching is None:
        return
    catalog = reaching.reach.catalog
    row = catalog.of_type(type(value))
    if row is not None:
        if not is_free(row, value):
            yield row, value
    elif depth:
        yield from objects_in(value, catalog)
