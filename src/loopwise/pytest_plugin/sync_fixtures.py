"""Sync fixtures see the right current loop, and what they make with it is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest

from loopwise.loops import current
from loopwise.loops.host import Host
from loopwise.loops.reentry import a_loop_runs
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.residents import Resident
from loopwise.pytest_plugin.run import Run
from loopwise.pytest_plugin.runtime import Runtime


@contextmanager
def current_loop(host: Host) -> Iterator[None]:
    """Make a host's loop current, and what was so again, whatever is done inside."""
    before = current.snapshot()
    current.make_current(host.loop)
    try:
        yield
    finally:
        current.restore(before)


def settle(runtime: Runtime, run: Run, resident: Resident) -> None:
    """Note that a fixture lives on a host from now on, until it is torn down."""
    runtime.residents.move_in(resident)
    resident.request.addfinalizer(lambda: runtime.residents.move_out(resident))
    if not run.started:
        runtime.widen(run)


def sync_setup(
    runtime: Runtime, run: Run, definition: pytest.FixtureDef[Any], request: Any
) -> AbstractContextManager[None] | None:
    """Give what must be entered for a sync fixture that the plan does not place."""
    if a_loop_runs():
        return None
    if request.scope == "function":
        runtime.make_current(run)
        return None
    if run.before.loop is not None and not run.before.loop.is_closed():
        return None  # the user's own choice, made outside of tests
    return _wide_setup(runtime, run, definition, request)


@contextmanager
def _wide_setup(
    runtime: Runtime, run: Run, definition: pytest.FixtureDef[Any], request: Any
) -> Iterator[None]:
    """Let the session's loop be current: it lives as long as the fixture may.

    If the fixture runs it, what it makes belongs to that loop; if it asks for an async
    fixture by a name that nobody could know before, it holds that. In both cases the
    tests that use it must share the loop.
    """
    at = runtime.live.branches.of(run.item).session
    host = runtime.host_at(at, run.item)
    runs = host.runs()
    with current_loop(host), _asked_for(request) as names:
        yield
    found: Resident | None = None
    if host.runs() != runs:
        found = Resident(definition, request, host, at)
    active = internals.active_definitions(run.item)
    for name in names:
        held = runtime.residents.get(active[name]) if name in active else None
        if held is not None and (found is None or _is_wider(held, found)):
            found = Resident(definition, request, held.host, held.at)
    if found is not None:
        settle(runtime, run, found)


@contextmanager
def _asked_for(request: Any) -> Iterator[list[str]]:
    """Collect the names that a fixture asks for while it is set up.

    Also what is there already: pytest tells nobody when it takes that from its cache.
    """
    names: list[str] = []
    ask = request.getfixturevalue

    def getfixturevalue(name: str) -> Any:
        names.append(name)
        return ask(name)

    request.getfixturevalue = getfixturevalue
    try:
        yield names
    finally:
        del request.getfixturevalue


def _is_wider(one: Resident, two: Resident) -> bool:
    return one.at is not None and (two.at is None or one.at.width > two.at.width)
