"""Written into each random suite: records what happens there, and changes nothing.

It is the pytest plugin of the suite, and what its fixtures and tests call. Everything
is a line of ``events.jsonl``; what the lines must say is decided elsewhere. Loops,
calls and values have serial numbers, because an ``id()`` is used again.

PYTEST_DONT_REWRITE: conftest.py imports it before pytest does.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Generator,
    Iterator,
)
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TextIO, TypeVar

import pytest

ORDER = "PROBE_ORDER"
"""Environment variable: ``reversed``, or a seed to shuffle the items with."""
F = TypeVar("F", bound=Callable[..., Any])


class Boom(Exception):
    """Every fault that is put into a suite raises this."""


class _State:
    """One run."""

    file: TextIO | None = None
    watch: _LoopWatch | None = None
    item: str | None = None
    serials: Iterator[int] = itertools.count(1)
    loops: Iterator[int] = itertools.count(1)
    variables: dict[int, ContextVar[int]] = {}  # noqa: RUF012  # one run, one state


SHARED: ContextVar[int] = ContextVar("shared")
TEST: ContextVar[int] = ContextVar("test")


def record(event: str, **facts: object) -> None:
    if _State.file is not None:
        line = {"event": event, "item": _State.item, **facts}
        _State.file.write(json.dumps(line) + "\n")


# ----------------------------------------------------------- what the suite calls


def name(index: int) -> str:
    """Compute a fixture's name, so that no string in the calling code tells it."""
    return f"f{index}"


def define(number: int) -> Callable[[F], F]:
    """Say which definition of the suite a fixture function is."""

    def decorate(function: F) -> F:
        function.definition = number  # type: ignore[attr-defined]  # a mark of ours
        return function

    return decorate


class Value:
    """What every fixture gives: bound to the loop it was made on, if there is one."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self.loop = call.made_on
        self.used_by: Callable[[Call], Awaitable[None]] | None = None  # by ``probes``

    async def use(self) -> None:
        """Wait for its own loop. From another loop, asyncio refuses."""
        loop = self.loop
        if loop is None:
            return
        future: asyncio.Future[None] = loop.create_future()
        loop.call_soon(future.set_result, None)
        await future


class Call:
    """One set-up of a fixture, or one call of a test."""

    def __init__(
        self,
        what: str,
        number: int,
        given: tuple[object, ...],
        *,
        owner: object = None,
        is_async: bool = False,
    ) -> None:
        self.serial = next(_State.serials)
        self.what, self.number = what, number
        self.held = [*map(value_of, given)]
        self.owner = owner
        # Sync code that a running test calls finds a loop running that is not its own.
        self.loop = _running() if is_async else None
        self.made_on = self.loop
        self.task = None if self.loop is None else asyncio.current_task()
        marks = sorted(vars(owner).values()) if what == "test" and owner else []
        self.record(
            "begin",
            what=what,
            number=number,
            holds=[value.call.serial for value in self.held],
            marks=marks,
        )

    def record(self, event: str, **facts: object) -> None:
        record(
            event,
            serial=self.serial,
            loop=serial_of(None if self.loop is None else _running()),
            current=serial_of(_current()),
            seen=seen(),
            **facts,
        )

    async def pause(self) -> None:
        """Let the loop turn, and use everything that belongs to this loop."""
        await asyncio.sleep(0)
        waiting, done = [*self.held], set()
        while waiting:
            value = waiting.pop()
            if value.call.serial not in done:
                done.add(value.call.serial)
                waiting += value.call.held
                if value.loop is self.loop:
                    await value.use()
                if value.used_by is not None:
                    await value.used_by(self)

    def got(self, given: object, how: str) -> None:
        """Hold a value that was asked for with ``getfixturevalue``."""
        value = value_of(given)
        self.held.append(value)
        self.record("got", value=value.call.serial, how=how)

    def value(self) -> Value:
        """End the set-up: set the variables that others should see, give the value."""
        if self.loop is not None:
            _variable(self.number).set(self.serial)
            SHARED.set(self.serial)
        if self.what == "method":
            vars(self.owner)[f"from_{self.number}"] = self.serial
        self.record("up")
        return Value(self)

    def tearing_down(self) -> None:
        task = None if _running() is None else asyncio.current_task()
        self.record("down", same_task=task is self.task)

    def runs(self) -> None:
        """Say that a test has come to its own code; what it sets stays its own."""
        if self.loop is not None:
            TEST.set(self.serial)

    def ends(self) -> None:
        self.record("end")

    def fail(self, phase: str) -> None:
        raise Boom(f"{phase} of {self.what} {self.number}")

    def finalized(self) -> None:
        record("finalizer", serial=self.serial)

    # What a suite does besides. Sync code may be called by a running test, which
    # allows it no loop of its own.

    def run_own_loop(self) -> None:
        if _running() is None:
            asyncio.run(asyncio.sleep(0))

    def run_current_loop(self) -> None:
        """Make something on the current loop, as sync fixtures of older suites do."""
        loop = _current()
        if loop is not None and _running() is None:
            loop.run_until_complete(asyncio.sleep(0))
            self.made_on = loop
            self.record("made")

    async def use_thread(self) -> None:
        await asyncio.to_thread(int)

    async def leave_task(self) -> None:
        """Leave a task behind that would wait for ever."""
        KEPT.append(asyncio.create_task(self._left_behind()))
        await asyncio.sleep(0)

    async def leave_generator(self) -> None:
        """Leave an async generator behind that nobody closes."""
        generator = self._generate()
        KEPT.append(generator)
        await anext(generator)

    async def _left_behind(self) -> None:
        async for _ in self._generate():
            await asyncio.Event().wait()

    async def _generate(self) -> AsyncGenerator[None, None]:
        record("left", serial=self.serial, loop=serial_of(_running()))
        try:
            yield
        finally:
            await asyncio.sleep(0)
            record("left ends", serial=self.serial, loop=serial_of(_running()))

    def span(self, what: str) -> AbstractAsyncContextManager[object]:
        """Give something that asyncio wants left by the task that entered it."""
        return _group() if what == "group" else asyncio.timeout(600)


KEPT: list[object] = []
"""What tests leave behind: the loop must end it, not the garbage collector."""


@asynccontextmanager
async def _group() -> AsyncIterator[None]:
    """Keep a child task for as long as it is entered."""
    over = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(over.wait())
        yield
        over.set()


def value_of(given: Any) -> Value:
    """Give the value in what a fixture gave."""
    given = given[0] if isinstance(given, tuple) else given
    value: Value = given if isinstance(given, Value) else given.value
    return value


def set_up(number: int, *held: object, is_async: bool, owner: object = None) -> Call:
    """Begin a fixture; ``owner`` is ``self`` of a function-scoped method."""
    what = "fixture" if owner is None else "method"
    return Call(what, number, held, owner=owner, is_async=is_async)


def call_test(number: int, *held: object, is_async: bool, owner: object = None) -> Call:
    """Begin a test."""
    return Call("test", number, held, owner=owner, is_async=is_async)


def _variable(number: int) -> ContextVar[int]:
    if number not in _State.variables:
        _State.variables[number] = ContextVar(f"definition_{number}")
    return _State.variables[number]


def seen() -> dict[str, int]:
    """Give the variables that are set in this context."""
    named = {str(number): variable for number, variable in _State.variables.items()}
    named |= {"shared": SHARED, "test": TEST}
    found = {name: variable.get(0) for name, variable in named.items()}
    return {name: value for name, value in found.items() if value}


def _running() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _current() -> asyncio.AbstractEventLoop | None:
    """Look at the current loop without making one."""
    policy = asyncio.events._event_loop_policy  # type: ignore[attr-defined]  # private
    local = getattr(policy, "_local", None)
    loop: asyncio.AbstractEventLoop | None = getattr(local, "_loop", None)
    return loop


def serial_of(loop: asyncio.AbstractEventLoop | None) -> int | None:
    return None if loop is None else getattr(loop, "serial", -1)


class _LoopWatch:
    """Sees each loop as it is made and closed."""

    def __init__(self) -> None:
        self.cls: Any = vars(asyncio)["SelectorEventLoop"]
        self.init, self.close = self.cls.__init__, self.cls.close
        watch = self

        def init(self: Any, *args: Any, **kwargs: Any) -> None:
            watch.init(self, *args, **kwargs)
            self.serial = next(_State.loops)
            record("loop opened", loop=self.serial)

        def close(self: Any) -> None:
            record("loop closed", loop=self.serial)
            watch.close(self)

        self.cls.__init__ = init
        self.cls.close = close

    def stop(self) -> None:
        self.cls.__init__ = self.init
        self.cls.close = self.close


# ---------------------------------------------------------------- pytest's hooks


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    path = Path(str(config.rootpath), "events.jsonl")
    _State.file = path.open("w", encoding="utf-8", buffering=1)
    _State.watch = _LoopWatch()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    record("over", seen=seen(), current=serial_of(_current()))
    stop()


def stop() -> None:
    """End the recording."""
    if _State.watch is not None:
        _State.watch.stop()
    if _State.file is not None:
        _State.file.close()
    _State.watch = _State.file = None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    record("collected", items=[_described(item) for item in items])


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session: pytest.Session) -> None:
    order = os.environ.get(ORDER)
    if order == "reversed":
        session.items.reverse()
    elif order:
        random.Random(int(order)).shuffle(session.items)


def _described(item: pytest.Item) -> dict[str, object]:
    callspec = getattr(item, "callspec", None)
    return {
        "id": item.nodeid,
        "number": int(item.originalname.removeprefix("test_")),  # type: ignore[attr-defined]  # all are functions
        "params": {} if callspec is None else callspec.params,
    }


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logstart(nodeid: str) -> None:
    _State.item = nodeid
    record("item starts", current=serial_of(_current()))


@pytest.hookimpl(trylast=True)
def pytest_runtest_logfinish() -> None:
    record("item ends", current=serial_of(_current()))


def pytest_fixture_post_finalizer(fixturedef: pytest.FixtureDef[object]) -> None:
    number = getattr(fixturedef.func, "definition", None)
    if number is not None:
        record("finished", number=number)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    call: pytest.CallInfo[None],
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    error = None if call.excinfo is None else call.excinfo.value
    record(
        "report",
        when=report.when,
        outcome=report.outcome,
        xfail=getattr(report, "wasxfail", None),
        error=None if error is None else f"{type(error).__name__}: {error}",
    )
    return report
