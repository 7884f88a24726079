"""Time limits of tests: whose clock counts, and what is said when the time is up."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from loopwise.loops import alarm, clock, time_limit
from loopwise.loops.clock import Clock
from loopwise.loops.task_tree import action, target, users_last
from loopwise.loops.time_limit import Found
from loopwise.loops.users_code import Stop
from loopwise.loops.waiting import describe
from loopwise.model.diagnostic import Diagnostic
from loopwise.model.place import Place
from loopwise.model.settings import Settings
from loopwise.model.step import Step
from loopwise.plan.steps import member_step, test_step
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.terminal import printable
from loopwise.report import diagnostic_text, tree_text

if TYPE_CHECKING:
    from loopwise.loops.host import Host
    from loopwise.pytest_plugin.collect import LiveSuite
    from loopwise.pytest_plugin.residents import Resident
    from loopwise.pytest_plugin.run import Run
    from loopwise.pytest_plugin.runtime import Runtime

T = TypeVar("T")

STUCK = """
LW501 {what} has not finished within {seconds:g} s
  It blocks its event loop {where}.
  It cannot be ended from here: the run goes on when it returns.
"""


_Failed: Any = pytest.fail.Exception  # an attribute of a function, so to mypy no class


class OutOfTime(_Failed):  # type: ignore[misc]  # as above
    """A test, or a set-up or teardown of a fixture, took longer than it may."""

    # As pytest has it for its own outcomes, so that only the name is shown.
    __module__ = "builtins"

    def __init__(self, diagnostic: Diagnostic, found: Found, loop: str) -> None:
        lines = [diagnostic_text.render(diagnostic)]
        if found.tree:
            lines += ["", f"Unfinished on {loop}:", *tree_text.render(found.tree)]
        super().__init__(printable("\n".join(lines)), pytrace=False)
        self.diagnostic = diagnostic
        self.waiting = found.waiting
        """Where it waited, the innermost stop last; one way for each task."""
        self.awaited = found.awaited
        """What it waited for: futures, and asyncio's objects that had made them."""

    def forget(self) -> None:
        """Let go of what it waited for, when all is said."""
        # The list itself: the exception that this one was made for has it, too.
        self.awaited.clear()


def clock_of(live: LiveSuite, settings: Settings, item: pytest.Item) -> Clock | None:
    """Start the clock of a test, if it has a limit."""
    limit = settings.limit
    if live.limits:
        limit = live.limits.get(item, limit)
    if limit is None or not limit.seconds:
        return None
    clock.go_on()  # where nobody has said that a debugger was left
    return Clock(limit.seconds, limit.source)


def run_test(run: Run, host: Host, task: Any) -> Any:
    """Run a test's task to its end, or to that of its time.

    Raises:
        TimeUp: the time is up.
    """
    __tracebackhide__ = True
    if run.clock is None:
        return host.wait(task, task)
    tell = teller(run.item, run.item.name)
    return time_limit.wait(host, task, task, run.clock, tell)


def teller(item: pytest.Item, what: str) -> Callable[[Found], None]:
    """Give what says, past pytest's capturing, that something blocks its loop."""

    def tell(found: Found) -> None:
        where = describe(found.blocked or ())
        text = STUCK.format(what=what, seconds=found.seconds, where=where)
        # From a thread or a signal handler: nothing buffered, which may be locked.
        with contextlib.suppress(OSError):
            os.write(internals.stderr_of(item.config), text.encode())

    return tell


def test_ran_out(runtime: Runtime, run: Run, found: Found) -> OutOfTime:
    """Say that a test did not finish in time."""
    loop = run.host.name if run.host is not None else "its loop"
    path = (_test_step(runtime, run), *_last_step(found))
    return OutOfTime(_diagnostic(run.item.name, path, found), found, loop)


def fixture_ran_out(
    runtime: Runtime,
    run: Run,
    resident: Resident,
    phase: str,
    found: Found,
) -> OutOfTime:
    """Say that a fixture's set-up or teardown did not finish in time."""
    definition = resident.definition
    known = runtime.live.definitions.get(definition, run.item)
    steps = () if known is None else (member_step(known.member),)
    path = (_test_step(runtime, run), *steps, *_last_step(found))
    what = fixture_phase(definition.argname, phase)
    return OutOfTime(_diagnostic(what, path, found), found, resident.host.name)


def fixture_phase(name: str, phase: str) -> str:
    """Call what a fixture does what a person would call it."""
    return f"the {phase} of fixture `{name}`"


def _diagnostic(what: str, path: tuple[Step, ...], found: Found) -> Diagnostic:
    allowed = f"{found.source} allows {found.seconds:g} s"
    why = [f"{allowed} for set-up, call and teardown."]
    if found.blocked is not None:
        why = [f"code that did not await blocked the loop; {allowed}."]
    if found.gone > found.seconds / 10:
        why.append(f"{found.gone:.1f} s had passed before this began.")
    if found.runs_on:
        why.append("It ignored its cancellation, and runs on.")
    return Diagnostic(
        "LW501",
        f"{what} did not finish within {found.seconds:g} s",
        path,
        "\n       ".join(why),
    )


def _test_step(runtime: Runtime, run: Run) -> Step:
    number = runtime.live.number.get(run.item)
    if number is not None:
        return test_step(runtime.plan.suite.tests[number])
    file, line, _ = run.item.location
    return Step(run.item.name, Place(file, (line or 0) + 1), "test")


def _last_step(found: Found) -> tuple[Step, ...]:
    """Say at which line it waited, or blocked the loop."""
    stops: tuple[Stop, ...] = found.blocked or next(iter(found.waiting), ())
    if not stops:
        return ()
    last = users_last(stops)
    role = action("blocks the loop" if found.blocked else "waits", target(stops, last))
    return (Step(stops[last].function, stops[last].place, role),)


class TimeLimits:
    """Hooks that only matter where something has a time limit."""

    @pytest.hookimpl(trylast=True)
    def pytest_exception_interact(self, call: pytest.CallInfo[object]) -> None:
        """Let go of what a failed phase waited for, which has been reported."""
        if call.excinfo is not None and isinstance(call.excinfo.value, OutOfTime):
            call.excinfo.value.forget()

    def pytest_enter_pdb(self) -> None:
        """Let the time stand still."""
        clock.stop()

    def pytest_leave_pdb(self) -> None:
        """Let the time go on."""
        clock.go_on()

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        """Let the time go on, where a debugger has ended the run."""
        clock.go_on()

    def pytest_unconfigure(self) -> None:
        """Leave signals as they were."""
        alarm.give_back()
