"""Fixtures: async ones run on their host, sync ones see the right current loop."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

import pytest

from loopwise.loops import current
from loopwise.loops.fixture_task import FixtureTask, NoValue, SecondYield
from loopwise.loops.host import Host
from loopwise.loops.reentry import a_loop_runs
from loopwise.model.scope import Scope, ScopeInstance
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.awaiting import as_coroutine
from loopwise.pytest_plugin.functions import is_async_inside, place_of
from loopwise.pytest_plugin.outcomes import survivable
from loopwise.pytest_plugin.residents import Resident
from loopwise.pytest_plugin.runtime import Run, Runtime


@contextmanager
def around_setup(
    runtime: Runtime, definition: pytest.FixtureDef[Any], request: Any
) -> Iterator[None]:
    """Do what a fixture needs while pytest sets it up."""
    run = runtime.run_of(internals.item_of(request))
    known = runtime.live.definitions.get(definition, run.item)
    if known is None or run.is_foreign:
        yield
        return
    is_planned, at = runtime.planned(known, run)
    if known.member.is_async and not is_planned:
        at = runtime.dynamic(definition, known, run, request.scope)
    if run.needs_loop and not run.started:
        runtime.home(run)  # opened before anything that will live on it
    if not known.member.is_async:
        with _sync_setup(runtime, run, definition, request, is_planned, at):
            yield
        return
    host = runtime.host_at(at, run.item)
    if not is_planned:
        _note_late(runtime, run, definition, host)
    if inspect.isgeneratorfunction(definition.func) and not internals.is_xunit(
        definition
    ):
        with _current(host):  # declared to need a loop, but sync
            yield
        runtime.residents.move_in(Resident(definition, request, host, at))
        return
    fixture = _AsyncFixture(runtime, run, Resident(definition, request, host, at))
    original = definition.func
    definition.func = fixture.function()  # type: ignore[misc]  # final for users
    try:
        with _current(host):
            yield
        fixture.is_up()
    finally:
        definition.func = original  # type: ignore[misc]  # as above


@contextmanager
def _sync_setup(
    runtime: Runtime,
    run: Run,
    definition: pytest.FixtureDef[Any],
    request: Any,
    is_planned: bool,
    at: ScopeInstance | None,
) -> Iterator[None]:
    """Make the planned loop current; where none is planned, one that lives as long.

    A wide sync fixture without a plan gets the session's loop. If it runs it, what it
    makes belongs to that loop, and so do the tests that use it.
    """
    if is_planned:
        host = runtime.host_at(at, run.item)
    elif request.scope == "function" and run.needs_loop:
        host = runtime.home(run)
    elif request.scope == "function" or a_loop_runs():
        yield
        return
    else:
        at = runtime.live.branches.of(run.item).session
        host = runtime.host_at(at, run.item)
    asks = not is_planned and "request" in definition.argnames
    before = set(internals.active_definitions(run.item).values()) if asks else set()
    runs = host.runs() if not is_planned else 0
    with _current(host):
        yield
    if is_planned:
        return
    found: Resident | None = None
    if request.scope != "function" and host.runs() != runs:
        found = Resident(definition, request, host, at)
    for other in set(internals.active_definitions(run.item).values()) - before:
        held = runtime.residents.get(other) if asks else None
        if held is not None and (found is None or _wider(held, found)):
            found = Resident(definition, request, held.host, held.at)
    if found is not None:
        runtime.residents.move_in(found)


def _wider(one: Resident, two: Resident) -> bool:
    return one.at is not None and (two.at is None or one.at.width > two.at.width)


@contextmanager
def _current(host: Host) -> Iterator[None]:
    """Make a host's loop current, and what was so again, whatever is done inside."""
    before = current.snapshot()
    current.make_current(host.loop)
    try:
        yield
    finally:
        current.restore(before)


def _note_late(
    runtime: Runtime, run: Run, definition: pytest.FixtureDef[Any], host: Host
) -> None:
    if not run.started:
        runtime.widen(run)
    elif host is not runtime.home(run):
        runtime.late.append((run.item, definition))


class _AsyncFixture:
    """One set-up of an async fixture, and the teardown that belongs to it."""

    def __init__(self, runtime: Runtime, run: Run, resident: Resident) -> None:
        self._runtime, self._run, self._resident = runtime, run, resident
        self._definition, self._request = resident.definition, resident.request
        self._host, self._function = resident.host, resident.definition.func
        self._before = runtime.contexts.copy()
        self._context = self._before.run(runtime.contexts.copy)
        self._task: FixtureTask | None = None

    def function(self) -> Callable[..., Any]:
        """Give the sync function that pytest calls in place of the fixture's own."""
        if internals.is_xunit(self._definition):
            return internals.xunit_with(self._definition, self._drive)
        function = internals.bound_function(self._definition, self._request)

        def set_up(**kwargs: Any) -> Any:
            __tracebackhide__ = True
            return self._drive(function(**kwargs))

        return set_up

    def is_up(self) -> None:
        """Show what the fixture set in its context, and see to its teardown."""
        scope = Scope.from_name(self._request.scope)
        contexts = self._runtime.contexts
        if contexts.keep(self._definition, scope, self._before, self._context):
            self._request.addfinalizer(lambda: contexts.drop(self._definition))
        self._runtime.residents.move_in(self._resident)
        self._request.addfinalizer(self._tear_down)
        if not self._run.started:
            self._runtime.widen(self._run)

    def _drive(self, made: Any) -> Any:
        """Bring to its value whatever the fixture function gave."""
        __tracebackhide__ = True
        try:
            if inspect.isasyncgen(made):
                self._task = FixtureTask(self._host, made, self._context, self._died)
                return self._task.set_up()
            if inspect.iscoroutine(made) or (
                inspect.isawaitable(made) and is_async_inside(self._function)
            ):
                return self._host.run(as_coroutine(made), self._context)
            return made
        except BaseException as error:  # always raised, some in another
            self._raise(error, "set-up")

    def _tear_down(self) -> None:
        __tracebackhide__ = True
        self._runtime.residents.move_out(self._resident)
        task, resident = self._task, self._resident
        if task is None:
            return
        if self._host.is_broken:
            task.abandon()  # told by the test that closed the loop
            return
        try:
            with _current(self._host):
                task.tear_down()
            if resident.error is not None and not resident.told:
                raise resident.error
        except BaseException as error:  # always raised, some in another
            self._raise(error, "teardown")

    def _raise(self, error: BaseException, phase: str) -> NoReturn:
        __tracebackhide__ = True
        if isinstance(error, (NoValue, SecondYield)):
            place = place_of(self._function, str(self._request.config.rootpath))
            name = self._definition.argname
            pytest.fail(f"{place}: fixture `{name}` {error}", pytrace=False)
        told = survivable(error, self._definition.argname, phase)
        if told is error:
            raise error
        raise told from error

    def _died(self, error: BaseException) -> None:
        """End the test that runs, if it uses this fixture: it cannot go on."""
        self._resident.error = error
        run = self._runtime.run
        if run is None or run.task is None or run.task.done():
            return
        active = internals.active_definitions(run.item).values()
        if self._definition in active:
            run.died = self._resident
            run.task.cancel()
