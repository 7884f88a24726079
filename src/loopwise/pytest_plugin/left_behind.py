"""What tests and fixtures leave behind: found as they end, told as their test does.

In most runs nothing is found. So what puts it into words is imported only then.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import pytest

from loopwise.leftovers import LeftBehindWarning, NeverAwaitedWarning
from loopwise.loops.host import Host
from loopwise.loops.hosts import Hosts
from loopwise.loops.left_behind import (
    LOST,
    generators,
    has_others,
    is_told,
    note_told,
)
from loopwise.loops.left_behind import made as making_of
from loopwise.loops.listening import listen, stop_listening
from loopwise.loops.makers import OWNER, Made
from loopwise.loops.users_code import Stop, users_stop
from loopwise.model.leftover import Kind, Leftover
from loopwise.model.settings import Leftovers, Settings
from loopwise.pytest_plugin.marks import BadMark, leftovers_of
from loopwise.pytest_plugin.never_awaited import NeverAwaited
from loopwise.pytest_plugin.residents import Resident, Residents
from loopwise.pytest_plugin.run import Run

if TYPE_CHECKING:
    from loopwise.loops.blocked_loop import BlockedLoopWatch

# What ends a run or a task is not lost.
NO_ERRORS = (KeyboardInterrupt, SystemExit, asyncio.CancelledError)
STEPS = 3
"""So many rounds of its loop close a generator inside of another one."""
MOST_LOST = 5
"""How many lost exceptions are listed at the end; all are counted."""


class LeftBehind:
    """Looks at loops when a test or a fixture on them is over."""

    def __init__(self, settings: Settings, hosts: Hosts, residents: Residents) -> None:
        self._settings, self._hosts, self._residents = settings, hosts, residents
        self._run: Run | None = None
        self._found: list[Leftover] = []
        self._lost: list[str] = []
        self._collecting = False
        self._never_awaited = NeverAwaited(self._dropped)
        self._watch: BlockedLoopWatch | None = None
        self._has_begun = False
        self.explained: WeakSet[pytest.Item] = WeakSet()
        """Items with a failure that was explained."""
        self._suspects: list[tuple[Leftover, BaseException, TracebackType | None]] = []
        self.explain: Callable[[BaseException], str] = lambda _: ""
        """Writes what an exception that was lost has to do with loops, if anything."""

    def _begin(self) -> None:
        self._has_begun = True
        self._never_awaited.install()
        gc.callbacks.append(self._on_collection)
        limit = self._settings.slow_callback
        if limit is not None:
            from loopwise.loops.blocked_loop import BlockedLoopWatch

            self._watch = BlockedLoopWatch(limit, self._blocked)
            self._watch.start()

    def finish(self) -> list[str]:
        """End the session, and write what of it the end of the run must tell."""
        if self._watch is not None:
            self._watch.stop()
            self._watch = None
        self._never_awaited.uninstall()
        if self._on_collection in gc.callbacks:
            gc.callbacks.remove(self._on_collection)
        self._found += self._really_lost()
        self._count(self._found, "")
        self._found = []
        if not self._lost:
            return []
        from loopwise.report.leftover_text import render_lost

        return [render_lost(len(self._lost), self._lost[:MOST_LOST])]

    def begin(self, run: Run) -> None:
        """Begin with an item."""
        if not self._has_begun:
            self._begin()
        self._run = run
        self._never_awaited.begin()

    def opened(self, host: Host) -> None:
        """Hear of the exceptions that are lost on a new loop."""
        listen(host.loop, self._on_lost)

    def before_close(self, host: Host, node: pytest.Item | pytest.Collector) -> None:
        """Look at a loop that is about to close: that of ``node``."""
        loop = host.loop
        if loop.is_closed() or loop.is_running():
            return
        is_own = isinstance(node, pytest.Item)
        has_tasks = getattr(loop, "tasks_made", 0)
        if not (has_tasks or (is_own and has_others(loop))):
            return
        from loopwise.pytest_plugin import finding_left as words

        if has_tasks:
            counts = _is_known if is_own else self._is_in_its_code
            name = node.name if is_own else ""
            self._found += words.tasks_on(loop, counts, name)
        if is_own:
            if generators(loop):
                _settle(host)
            self._found += words.others_on(loop, node.name)

    def closed(self, host: Host) -> None:
        """Leave a loop alone again that lives on, as it is somebody else's."""
        if not host.is_broken:
            stop_listening(host.loop)

    def over(self, item: pytest.Item, *, passed: bool) -> None:
        """End an item: tell what it, and the fixtures that ended with it, have left.

        Raises:
            pytest.fail.Exception: something was left, and that is an error here.
            LeftBehindWarning: a filter of the suite's says that it is an error.
        """
        __tracebackhide__ = True
        for host in self._hosts:
            if getattr(host.loop, "tasks_made", 0) and not host.is_broken:
                from loopwise.pytest_plugin import finding_left as words

                self._found += words.tasks_on(host.loop, self._is_over, "")
        self._run = None
        self._found += self._really_lost()
        found, self._found = self._found, []
        if found:
            self._tell(item, found, passed=passed)

    def _really_lost(self) -> list[Leftover]:
        """Give the exceptions that nobody got after all.

        To raise one again, as awaiting its task does, gives it another traceback.
        """
        suspects, self._suspects = self._suspects, []
        return [
            left for left, error, before in suspects if error.__traceback__ is before
        ]

    def _tell(self, item: pytest.Item, found: list[Leftover], *, passed: bool) -> None:
        __tracebackhide__ = True
        mode = self._mode(item)
        if mode is Leftovers.OFF:
            return
        from loopwise.report.leftover_text import render

        found = [one if one.owner else replace(one, owner=item.name) for one in found]
        self._count(found, f"{item.nodeid}: ")
        if item in self.explained:  # by the failure itself: the log says it again
            found = [one for one in found if one.kind is not Kind.LOGGED_ERROR]
        if not found:
            return
        if not passed:  # it has failed already: this may help to see why
            text = "\n\n".join(map(render, found))
            item.add_report_section("teardown", "leftovers", text)
        elif mode is Leftovers.ERROR:
            pytest.fail("\n\n".join(map(render, found)), pytrace=False)
        else:
            _warn(item, found)

    def _count(self, found: list[Leftover], where: str) -> None:
        lost = [one for one in found if one.kind is Kind.LOST_EXCEPTION]
        self._lost += [f"{where or f'{one.owner}: '}{one.what}" for one in lost]

    def _mode(self, item: pytest.Item) -> Leftovers:
        try:
            return leftovers_of(item) or self._settings.leftovers
        except BadMark:  # of a sync test, whose marks nobody has checked
            return self._settings.leftovers

    def _is_in_its_code(self, made: Made | None, _: object) -> bool:
        from loopwise.pytest_plugin import finding_left as words

        return made is not None and words.is_in_its_code(made)

    def _is_over(self, made: Made | None, task: object) -> bool:
        """Whether who made a task on a wide loop has ended, and the task has not."""
        if made is None or not self._is_in_its_code(made, task):
            return False
        owner = made.owner
        return not (
            isinstance(owner, Resident)
            and self._residents.get(owner.definition) is owner
        )

    def _on_lost(self, context: dict[str, Any]) -> None:
        """Note an exception that asyncio logs: it may come much later than its test."""
        error = context.get("exception")
        if error is None or isinstance(error, NO_ERRORS):
            return
        from loopwise.pytest_plugin import finding_left as words

        task = context.get("task") or context.get("future")
        if is_told(task, LOST):
            return
        if task is not None:
            note_told(task, LOST)
        made = making_of(task)
        owner = words.owner_of(context, made)
        name = words.name_of(owner, self._run.item.name if self._run else "")
        message = str(context.get("message", ""))
        if words.is_news(error, name):
            left = words.lost(error, made, name, message)
            left = replace(left, explanation=self.explain(error))
            self._suspects.append((left, error, error.__traceback__))

    def note(self, left: Leftover) -> None:
        """Note something that was found elsewhere: it is told with the rest."""
        self._found.append(left)

    def _on_collection(self, phase: str, _: object) -> None:
        self._collecting = phase == "start"

    def _dropped(self, coroutine: Any, message: str) -> Warning | None:
        run = self._run
        # What the garbage collector finds may be of any test: Python says no more.
        if run is None or self._collecting:
            return RuntimeWarning(message)
        mode = self._mode(run.item)
        if mode is Leftovers.OFF:
            return RuntimeWarning(message)
        from loopwise.pytest_plugin import finding_left as words
        from loopwise.report.leftover_text import render

        name = words.name_of(OWNER.get(), run.item.name)
        stop = users_stop(sys._getframe(3))  # noqa: SLF001  # public for debuggers; past Python's function and ours
        left = words.dropped(coroutine, message, name, stop)
        if mode is Leftovers.ERROR:
            self._found.append(left)
            return None
        return NeverAwaitedWarning(render(left))

    def _blocked(self, seconds: float, stops: tuple[Stop, ...]) -> None:
        from loopwise.pytest_plugin import finding_left as words

        run = self._run
        name = run.item.name if run else ""
        self._found.append(words.blocked(seconds, stops, name))


def _settle(host: Host) -> None:
    """Let a loop close the generators that nobody has any more: it is asked to."""
    for _ in range(STEPS):
        host.run(asyncio.sleep(0), copy_context())


def _is_known(made: Made | None, _: object) -> bool:
    return made is not None


def _warn(item: pytest.Item, found: list[Leftover]) -> None:
    from loopwise.pytest_plugin.leftover_warnings import warn_of

    __tracebackhide__ = True
    file, line, _ = item.location
    errors: list[LeftBehindWarning] = []
    for left in found:
        try:
            warn_of(left, file, (line or 0) + 1)
        except LeftBehindWarning as error:
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise ExceptionGroup(f"{item.name} left behind", errors)
