"""Ends what runs on a loop when its time is up, and finds out where it was.

A loop that runs ends it by itself, with a timer. One that is blocked cannot: there a
signal ends the code that blocks it, or a thread says which it is. The error is raised
where the loop was started from, so no ``except TimeoutError`` of the user's, and
nothing that swallows a cancellation, takes it for something else.
"""

from __future__ import annotations

import asyncio
import sys
import threading
from asyncio import AbstractEventLoop
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from types import FrameType
from typing import Any, TypeVar

from loopwise.loops.alarm import Alarm
from loopwise.loops.clock import Clock, is_debugging, is_standing
from loopwise.loops.host import Host
from loopwise.loops.leftovers import PATIENCE, give_up, is_given_up
from loopwise.loops.onlooker import onlooker
from loopwise.loops.task_tree import blocking_stops, is_idle, tree_of
from loopwise.loops.users_code import Stop
from loopwise.loops.waiting import awaited_by, stops_of
from loopwise.report.tree_text import Branch

T = TypeVar("T")

SLACK = 0.1
"""Seconds after which a loop that has not noticed that the time is up is blocked."""


class Interrupted(asyncio.CancelledError):
    """Ends code that blocks its loop, as a cancellation would at an ``await``."""


@dataclass(slots=True)
class Found:
    """Where something was when its time was up."""

    seconds: float
    source: str
    """Who set the limit."""
    gone: float
    """How much of the time had passed when it began."""
    waiting: list[tuple[Stop, ...]] = field(default_factory=list)
    awaited: list[object] = field(default_factory=list)
    tree: list[Branch] = field(default_factory=list)
    blocked: tuple[Stop, ...] | None = None
    """Where the loop was blocked, if it was; the innermost stop is the last."""
    is_told: bool = False
    """Whether it was said already what blocks the loop."""
    runs_on: bool = False
    """Whether it ignored its cancellation, and was left."""


Tell = Callable[[Found], object] | None


class TimeUp(BaseException):
    """The time is up. No ``Exception``: nothing between here and pytest handles it."""

    def __init__(self, found: Found) -> None:
        super().__init__(f"{found.seconds:g} s are over")
        self.found = found


def wait(
    host: Host,
    future: asyncio.Future[T],
    task: asyncio.Task[Any],
    clock: Clock | None,
    tell: Tell = None,
) -> T:
    """Run a loop until ``future`` is done, for as long as the clock has time left.

    ``tell`` is called, from another thread perhaps, where the loop is blocked by what
    cannot be ended.

    Raises:
        TimeUp: the time is up. ``task`` was cancelled, and has ended unless it
            ignored that.
    """
    __tracebackhide__ = True
    if clock is None:
        return host.wait(future, task)
    watch = Watch(clock, host.loop, future, task, tell)
    watch.start()
    try:
        result = host.wait(future, task, watch)
    except BaseException as error:
        watch.stop()
        if isinstance(error, (KeyboardInterrupt, SystemExit)):
            clock.restart()  # whoever ends the run wants the rest torn down
            raise
        if watch.found is None:
            raise
    else:
        watch.stop()
        if watch.found is None:
            return result
    if task.done() and not task.cancelled():
        task.exception()  # seen: that the time is up is what counts
    clock.restart()  # for what is still to be torn down
    raise TimeUp(watch.found)


class Watch:
    """Watches over one wait for a loop."""

    __slots__ = (
        "_alarm",
        "_clock",
        "_due",
        "_future",
        "_gone",
        "_interrupted",
        "_loop",
        "_outer",
        "_task",
        "_tell",
        "_thread",
        "_timer",
        "_will_not_stop",
        "found",
    )

    def __init__(
        self,
        clock: Clock,
        loop: AbstractEventLoop,
        future: asyncio.Future[Any],
        task: asyncio.Task[Any],
        tell: Tell,
    ) -> None:
        self._clock, self._loop, self._tell = clock, loop, tell
        self._future, self._task = future, task
        self._interrupted: asyncio.Task[Any] | None = None
        self.found: Found | None = None

    def start(self) -> None:
        """Begin to watch."""
        clock = self._clock
        left = clock.left
        self._outer = clock.watched_by(self)
        self._gone = clock.seconds - left
        self._will_not_stop = self._loop.is_running()
        left = max(left, 0)
        self._due = monotonic() + left
        self._timer = self._loop.call_later(left, self._time_is_up)
        self._alarm = Alarm(self._in_main_thread)
        self._thread: int | None = None
        if not self._alarm.set(left + SLACK):
            self._thread = threading.get_ident()
            onlooker.look(self, left + SLACK, self._from_outside)

    def stop(self) -> None:
        """Watch no more."""
        if self._thread is None:
            self._alarm.unset()
        else:
            onlooker.forget(self)
        self._timer.cancel()
        self._clock.watched_by(self._outer)
        # They lead back here: a loop must not have to wait for the garbage collector.
        del self._alarm, self._timer

    def done(self) -> bool:
        """Tell whether the wait is over, be it that the task was given up."""
        return self._future.done() or is_given_up(self._task)

    def _again(self, seconds: float, call: Callable[..., object], *args: Any) -> None:
        self._due = monotonic() + seconds
        self._timer = self._loop.call_later(seconds, call, *args)

    def _time_is_up(self) -> None:
        """End the task. Called by the loop, which is not blocked then."""
        if self._future.done():
            return
        if self._clock.watch is not self:
            self._again(SLACK, self._time_is_up)  # what waits inside it ends first
        elif (more := self._more()) > 0:
            self._again(more, self._time_is_up)
        else:
            if self.found is None:
                self.found = self._find()
            if self._interrupted is not self._task:  # else it is on its way out
                self._task.cancel()
            self._again(PATIENCE[0], self._insist, 1)

    def _insist(self, times: int) -> None:
        """Cancel the task once more, or give it up."""
        if self._future.done() or self.found is None:
            return
        if times < len(PATIENCE):
            self._task.cancel()
            self._again(PATIENCE[times], self._insist, times + 1)
            return
        self.found.runs_on = True
        give_up(self._task)
        if not self._will_not_stop:
            self._loop.stop()

    def _more(self) -> float:
        """Give the seconds until the task may be ended; 0 or less for now."""
        clock = self._clock
        if self.found is not None:
            return 0
        if is_standing():
            return max(clock.left, SLACK)
        if clock.left <= 0 and is_debugging():
            return clock.seconds
        return clock.left

    def _late(self) -> float:
        """Give the seconds after which the loop is blocked if it has done nothing."""
        if self._future.done() or self._clock.watch is not self:
            return PATIENCE[0]
        more = self._more()
        return more + SLACK if more > 0 else self._due + SLACK - monotonic()

    def _in_main_thread(self, frame: FrameType | None) -> float:
        """End what blocks the loop, if it is a task: the loop itself stays whole."""
        if (late := self._late()) > 0:
            return late
        task = asyncio.current_task(self._loop)
        if task is None and is_idle(frame):
            return SLACK  # the whole process was held up, not the loop
        self._note_blocked(frame, task)
        if task is None:
            return PATIENCE[0]
        self._interrupted = task
        raise Interrupted(f"{self._clock.seconds:g} s are over")

    def _from_outside(self) -> float:
        """Tell what blocks the loop, which nothing can end. Called by a thread."""
        if (late := self._late()) > 0:
            return late
        # Private by its name only: documented, for debuggers.
        frame = sys._current_frames().get(self._thread or 0)
        task = asyncio.current_task(self._loop)
        if task is None and is_idle(frame):
            return SLACK  # as above
        self._note_blocked(frame, task)
        return PATIENCE[0]

    def _note_blocked(
        self, frame: FrameType | None, task: asyncio.Task[Any] | None
    ) -> None:
        stops = blocking_stops(frame)
        if self.found is None:
            self.found = self._find(stops, task)
        if self.found.blocked is None:
            self.found.blocked = stops
        is_ending = self._thread is None and task is not None
        if self._tell is not None and not is_ending and not self.found.is_told:
            self.found.is_told = True
            self._tell(self.found)

    def _find(
        self,
        blocked: tuple[Stop, ...] | None = None,
        running: asyncio.Task[Any] | None = None,
    ) -> Found:
        clock, task = self._clock, self._task
        return Found(
            clock.seconds,
            clock.source,
            self._gone,
            stops_of(task),
            awaited_by(task),
            tree_of(task, self._loop, running, blocked or ()),
            blocked,
        )
