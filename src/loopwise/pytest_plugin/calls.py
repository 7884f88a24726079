"""Tests: async ones run on their host, sync ones see the right current loop."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import pytest

from loopwise.loops import current
from loopwise.loops.host import Host
from loopwise.loops.makers import OWNER
from loopwise.loops.time_limit import TimeUp
from loopwise.model.settings import Mode
from loopwise.pytest_plugin.awaiting import as_coroutine
from loopwise.pytest_plugin.deprecations import warn_of_fixtures
from loopwise.pytest_plugin.outcomes import outcome_of
from loopwise.pytest_plugin.residents import Resident
from loopwise.pytest_plugin.runtime import Runtime
from loopwise.pytest_plugin.time_limits import run_test, test_ran_out

GENERATOR = """\
{name} is an async generator: it has a `yield`, so nothing would await it.
A test must be a coroutine: move what yields into a fixture, or drop the `yield`.
({place})"""


class Call:
    """One call of a test function, as a context manager around pytest's own call.

    A class, not a generator: it is entered for every test.
    """

    __slots__ = ("_host", "_hypothesis", "_original", "_run", "_runtime")

    def __init__(self, runtime: Runtime, item: pytest.Item) -> None:
        self._runtime = runtime
        self._run = runtime.run_of(item)
        self._host: Host | None = None

    def __enter__(self) -> Self:
        """Let pytest, or Hypothesis, call a sync function in place of the test."""
        run = self._run
        if run.is_foreign:
            return self
        self._runtime.contexts.catch_up()
        self._runtime.widen(run)
        run.started = True
        self._host = self._runtime.make_current(run)
        if self._runtime.settings.mode is Mode.STRICT:
            if not run.is_async:
                self._original = None
                return self
            warn_of_fixtures(run.item)
        item: Any = run.item
        self._original = item.obj
        self._hypothesis = getattr(self._original, "hypothesis", None)
        if self._hypothesis is None:
            item.obj = self._sync(self._original)
        else:
            inner = self._original = self._hypothesis.inner_test
            self._hypothesis.inner_test = functools.wraps(inner)(self._sync(inner))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        _: TracebackType | None,
    ) -> None:
        __tracebackhide__ = True
        run = self._run
        if run.is_foreign:
            return
        item: Any = run.item
        if self._original is None:
            pass
        elif self._hypothesis is None:
            item.obj = self._original
        else:
            self._hypothesis.inner_test = self._original
        if kind is None:
            self._check()
            run.passed = True
        elif isinstance(error, TimeUp):
            # Only here: to Hypothesis it would be a failure to find an example for.
            raise test_ran_out(self._runtime, run, error.found) from None

    def _sync(self, function: Any) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            __tracebackhide__ = True
            made = function(*args, **kwargs)
            if made is None:
                return None
            if inspect.isasyncgen(made):
                self._refuse_generator()
            if inspect.isawaitable(made):
                return self._await(made)
            return made

        call.__name__ = getattr(function, "__name__", "call")
        return call

    def _await(self, made: Any) -> Any:
        __tracebackhide__ = True
        runtime, run = self._runtime, self._run
        host = self._host = runtime.home(run)
        current.make_current(host.loop)
        coroutine = as_coroutine(made)
        context = runtime.contexts.copy()
        context.run(OWNER.set, run)
        task = host.start(coroutine, context)
        run.task = task
        try:
            return run_test(run, host, task)
        except BaseException as error:
            self._told_by_fixture()
            told = outcome_of(error)
            if told is not error:
                raise told from None
            self._explain(error)
            raise
        finally:
            run.task = None
            self._told_by_fixture()

    def _told_by_fixture(self) -> None:
        """Raise the error of a fixture that died and ended the test with it."""
        died: Resident | None = self._run.died
        if died is None or died.error is None or died.told:
            return
        died.told = True
        name, test = died.definition.argname, self._run.item.name
        died.error.add_note(f"fixture `{name}` failed while {test} was using it")
        raise died.error

    def _explain(self, error: BaseException) -> None:
        """Add to an exception what the test did to its loop."""
        host = self._host
        if host is not None and host.is_broken:
            error.add_note(_closed(self._runtime, host, self._run.item))
        elif isinstance(error, RuntimeError) and str(error).startswith(STOPPED):
            error.add_note(f"{self._run.item.name} stopped {host and host.name}.")
        elif type(error).__name__ == "CancelledError":
            name = self._run.item.name
            error.add_note(f"{name} was cancelled, by itself or by what it awaits.")

    def _check(self) -> None:
        """Fail a test that leaves its loop closed, or another one current."""
        __tracebackhide__ = True
        host, item = self._host, self._run.item
        if host is None or not (self._run.needs_loop or self._run.is_async):
            return  # a spare loop, which matters to nobody else
        if host.is_broken and self._runtime.residents.torn_off(host):
            pytest.fail(_closed(self._runtime, host, item), pytrace=False)
        found = current.peek()
        if found is not host.loop and found is not None and self._run.is_async:
            current.make_current(host.loop)
            pytest.fail(
                f"{item.name} left another event loop current: {found!r}\n"
                "Set back what was current before, or leave the current loop alone.",
                pytrace=False,
            )

    def _refuse_generator(self) -> None:
        __tracebackhide__ = True
        item = self._run.item
        file, line, _ = item.location
        place = f"{file}:{(line or 0) + 1}"
        pytest.fail(GENERATOR.format(name=item.name, place=place), pytrace=False)


STOPPED = "Event loop stopped before Future completed"


def _closed(runtime: Runtime, host: Host, item: pytest.Item) -> str:
    text = f"{item.name} closed {host.name}."
    names = runtime.residents.torn_off(host)
    if names:
        listed = ", ".join(f"`{name}`" for name in names)
        text += f"\nFixtures that lived on it could not be torn down: {listed}."
    return text
