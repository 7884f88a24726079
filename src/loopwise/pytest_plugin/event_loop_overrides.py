"""The suite's own ``event_loop`` fixtures: what they make is the loop of their scope.

pytest-asyncio asked for them by name until 1.0. Where a wider loop than theirs is
needed, or one is there already, they hand that one out.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import pytest

from loopwise.compat.fixtures import EVENT_LOOP
from loopwise.loops import current
from loopwise.loops.factory import default_factory
from loopwise.loops.host import Host
from loopwise.model.scope import Scope, ScopeInstance
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.definitions import Definition
from loopwise.pytest_plugin.deprecations import warn_of_policy
from loopwise.pytest_plugin.placing import planned_at
from loopwise.pytest_plugin.residents import Resident
from loopwise.pytest_plugin.run import Run
from loopwise.pytest_plugin.runtime import Runtime
from loopwise.pytest_plugin.sources import Sources
from loopwise.pytest_plugin.sync_fixtures import settle


def around_source(
    runtime: Runtime,
    run: Run,
    known: Definition,
    definition: pytest.FixtureDef[Any],
    request: Any,
    sources: Sources,
) -> AbstractContextManager[None] | None:
    """Give what must be entered for a fixture that loops are made from."""
    if definition in sources.policies:
        warn_of_policy()
        return sources.being_set_up(definition)
    if definition in sources.overrides:
        if not (run.started or run.is_foreign):
            runtime.widen(run)
        return _override_setup(runtime, run, known, definition, request, sources)
    is_sync = not known.member.is_async
    if is_sync and (sources.busy or sources.feeds(definition, run.item)):
        return nullcontext()  # no loop is made before what makes it
    return None


@contextmanager
def _override_setup(
    runtime: Runtime,
    run: Run,
    known: Definition,
    definition: pytest.FixtureDef[Any],
    request: Any,
    sources: Sources,
) -> Iterator[None]:
    """Set an override up, or hand out the loop that serves in its place."""
    own = runtime.place(run.item, Scope.from_name(request.scope), known.member.home)
    planned = planned_at(runtime, run, known)
    at = own if planned is None else planned.at
    host = runtime.hosts.get(runtime.node(at, run.item))
    is_there = host is not None and not host.is_broken and _is_used(runtime, host)
    # One that extends another has its loop from there.
    extends = EVENT_LOOP in definition.argnames
    if extends or (at == own and not is_there):
        with _making(definition, sources):
            yield
        _adopt(runtime, run, definition, request, sources, at, is_own=at == own)
    else:
        host = runtime.host_at(at, run.item)
        loop = host.loop
        with internals.replaced(definition, lambda **_: loop):
            yield
        settle(runtime, run, Resident(definition, request, host, at))


@contextmanager
def _making(definition: pytest.FixtureDef[Any], sources: Sources) -> Iterator[None]:
    """Let it find a fresh current loop, as many hand out what is current."""
    before, fresh = current.snapshot(), default_factory()
    definition.addfinalizer(fresh.close)  # the last: does nothing if it is closed
    with sources.being_set_up(definition):
        current.make_current(fresh)
        try:
            yield
        finally:
            current.restore(before)


def _is_used(runtime: Runtime, host: Host) -> bool:
    """Whether fixtures live on a loop, other than those that just hand it out."""
    return any(
        one.definition.argname != EVENT_LOOP for one in runtime.residents.on(host)
    )


def _adopt(
    runtime: Runtime,
    run: Run,
    definition: pytest.FixtureDef[Any],
    request: Any,
    sources: Sources,
    at: ScopeInstance | None,
    *,
    is_own: bool,
) -> None:
    """Let the loop that an override made be the one of its scope."""
    cached = definition.cached_result
    made = None if cached is None else cached[0]
    if not isinstance(made, AbstractEventLoop) or made.is_closed():
        return
    node = runtime.node(at, run.item)
    host = runtime.hosts.get(node)
    is_other = host is not None and host.loop is not made
    if is_own and is_other and host and not _is_used(runtime, host):
        runtime.vacate(host)
        host = None
    if is_own and (host is None or host.is_broken):
        source = sources.source_of(run.item)
        host = runtime.open(at, run.item, adopted=made, source=source)
        # Before the fixture closes it, all that lives on it has to end. What else is
        # left there is for the fixture to see.
        ended = host
        definition.addfinalizer(lambda: runtime.vacate(ended, ends=False))
    if host is not None and host.loop is made:
        current.make_current(made)
        settle(runtime, run, Resident(definition, request, host, at))
