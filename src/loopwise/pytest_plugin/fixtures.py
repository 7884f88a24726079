"""Fixtures: async ones run on their host, sync ones see the right current loop."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Any, NoReturn

import pytest

from loopwise.loops.fixture_task import FixtureTask, NoValue, SecondYield
from loopwise.loops.makers import OWNER
from loopwise.loops.time_limit import Tell, TimeUp, wait
from loopwise.model.scope import Scope, ScopeInstance
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.awaiting import as_coroutine
from loopwise.pytest_plugin.event_loop_overrides import around_source
from loopwise.pytest_plugin.functions import is_async_inside, place_of
from loopwise.pytest_plugin.outcomes import survivable
from loopwise.pytest_plugin.ownership import runs_fixture
from loopwise.pytest_plugin.placing import dynamic_at, planned_at
from loopwise.pytest_plugin.residents import Resident
from loopwise.pytest_plugin.run import Run
from loopwise.pytest_plugin.runtime import Runtime
from loopwise.pytest_plugin.sync_fixtures import current_loop, settle, sync_setup
from loopwise.pytest_plugin.time_limits import fixture_phase, fixture_ran_out, teller


def around_setup(
    runtime: Runtime, definition: pytest.FixtureDef[Any], request: Any
) -> AbstractContextManager[None] | None:
    """Give what must be entered while pytest sets a fixture up, if anything."""
    run = runtime.run_of(internals.item_of(request))
    known = runtime.live.definitions.get(definition, run.item)
    if known is None:
        return None
    if runtime.sourcing is not None:
        sources = runtime.sourcing.sources
        found = around_source(runtime, run, known, definition, request, sources)
        if found is not None:
            return found
    if run.is_foreign:
        if not known.member.is_async or runs_fixture(run.item, request.scope):
            return None
    elif not run.started:
        runtime.widen(run)
    planned = planned_at(runtime, run, known)
    if known.member.is_async:
        if run.needs_loop and not run.started:
            runtime.home(run)  # opened before anything that will live on it
        at = planned.at if planned else dynamic_at(runtime, run, known, request)
        return _async_setup(runtime, run, definition, request, at)
    if planned:
        return current_loop(runtime.host_at(planned.at, run.item))
    return sync_setup(runtime, run, definition, request)


@contextmanager
def _async_setup(
    runtime: Runtime,
    run: Run,
    definition: pytest.FixtureDef[Any],
    request: Any,
    at: ScopeInstance | None,
) -> Iterator[None]:
    """Put a sync function in the place of the fixture's own, for pytest to call."""
    host = runtime.host_at(at, run.item)
    is_running = run.is_async and run.started and not run.is_foreign
    if is_running and host is not runtime.home(run):
        runtime.late.append((run.item, definition))
    resident = Resident(definition, request, host, at)
    is_generator = inspect.isgeneratorfunction(definition.func)
    if is_generator and not internals.is_xunit(definition):
        with current_loop(host):  # declared to need a loop, but sync
            yield
        settle(runtime, run, resident)
        return
    fixture = AsyncFixture(runtime, run, resident)
    with internals.replaced(definition, fixture.function()):
        with current_loop(host):
            yield
        fixture.is_up()
    if run.started and not run.is_foreign:
        runtime.follow(run, at)


class Around:
    """What is around pytest's own set-up of a fixture, as a context manager.

    An error on the way in, such as of a loop factory, is raised by the fixture: for
    pytest it would not be set up, and could never be again.
    """

    __slots__ = ("_definition", "_inner", "_request", "_runtime")

    def __init__(
        self, runtime: Runtime, definition: pytest.FixtureDef[Any], request: Any
    ) -> None:
        self._runtime, self._definition = runtime, definition
        self._request = request
        self._inner: AbstractContextManager[None] | None = None

    def __enter__(self) -> None:
        """Enter what goes around the set-up, if anything."""
        try:
            self._inner = around_setup(self._runtime, self._definition, self._request)
            if self._inner is not None:
                self._inner.__enter__()
        except Exception as error:
            self._inner = internals.replaced(self._definition, _raiser(error))
            self._inner.__enter__()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool | None:
        __tracebackhide__ = True
        if self._inner is None:
            return None
        return self._inner.__exit__(kind, error, traceback)


def _raiser(error: Exception) -> Callable[..., Any]:
    def set_up(**_: Any) -> NoReturn:
        raise error

    return set_up


class AsyncFixture:
    """One set-up of an async fixture, and the teardown that belongs to it."""

    def __init__(self, runtime: Runtime, run: Run, resident: Resident) -> None:
        self._runtime, self._run, self._resident = runtime, run, resident
        self._definition, self._request = resident.definition, resident.request
        self._host, self._function = resident.host, resident.definition.func
        self._before = runtime.contexts.copy()
        self._before.run(OWNER.set, resident)
        self._context = self._before.run(runtime.contexts.copy)
        self._task: FixtureTask | None = None

    @property
    def resident(self) -> Resident:
        """The fixture instance that it is."""
        return self._resident

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
        if self._task is not None:
            self._request.addfinalizer(self._tear_down)
        settle(self._runtime, self._run, self._resident)

    def _drive(self, made: Any) -> Any:
        """Bring to its value whatever the fixture function gave."""
        __tracebackhide__ = True
        clock = self._run.clock
        try:
            if inspect.isasyncgen(made):
                self._task = FixtureTask(self._host, made, self._context, self._died)
                return self._task.set_up(clock, self._tell("set-up"))
            if inspect.iscoroutine(made) or (
                inspect.isawaitable(made) and is_async_inside(self._function)
            ):
                task = self._host.start(as_coroutine(made), self._context)
                return wait(self._host, task, task, clock, self._tell("set-up"))
            return made
        except BaseException as error:  # always raised, some in another
            self._raise(error, "set-up")

    def _tear_down(self) -> None:
        __tracebackhide__ = True
        task, resident = self._task, self._resident
        if task is None:
            return
        if self._host.is_broken:
            task.abandon()  # told by the test that closed the loop
            return
        clock = self._run.clock
        if clock is not None and self._runtime.run is not self._run:
            clock.restart()  # it has outlived the test that was the first to use it
        try:
            with current_loop(self._host):
                task.tear_down(clock, self._tell("teardown"))
            if resident.error is not None and not resident.told:
                raise resident.error
        except BaseException as error:  # always raised, some in another
            self._raise(error, "teardown")

    def _raise(self, error: BaseException, phase: str) -> NoReturn:
        __tracebackhide__ = True
        if isinstance(error, (NoValue, SecondYield)):
            place = place_of(self._function, str(self._request.config.rootpath))
            name = self._definition.argname
            text = f"{place}: fixture `{name}` {error}"
            raise pytest.fail.Exception(text, pytrace=False) from None
        if isinstance(error, TimeUp):
            raise fixture_ran_out(
                self._runtime, self._run, self._resident, phase, error.found
            ) from None
        told = survivable(error, self._definition.argname, phase)
        if told is error:
            raise error
        raise told from error

    def _tell(self, phase: str) -> Tell:
        if self._run.clock is None:
            return None
        return teller(self._run.item, fixture_phase(self._definition.argname, phase))

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
