"""Loops: where each was made, and what a person calls it, also after it closed."""

from __future__ import annotations

import asyncio
import functools
import sys
import threading
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any
from weakref import WeakSet

from loopwise.loops.users_code import Stop, frames, of_main_thread, users_stop
from loopwise.model.place import Place, shorten

BIRTH = "_loopwise_birth"
"""An attribute of loops."""

UNKNOWN = "a loop made before the tests began"


@dataclass(slots=True, eq=False)
class Birth:
    """How a loop came to be."""

    name: str = ""
    """What a person calls it, if it is one of ours: ``the session loop``."""
    stop: Stop | None = None
    """The user's line that led to it."""
    by: str = ""
    """The package whose code made it, where none of the user's was on the way."""
    is_in_thread: bool = False
    """Whether it was made in another thread than the main one."""


class Births:
    """Remembers every loop that is made while it watches.

    asyncio's loops are seen as they are made. Others, uvloop's for one, are known by
    the names that they are given only.
    """

    def __init__(self, rootdir: str = "") -> None:
        self._rootdir = rootdir
        self._loops: WeakSet[AbstractEventLoop] = WeakSet()
        self._expected = False
        self._before: Callable[..., None] | None = None
        self._main = threading.main_thread().ident

    def watch(self) -> None:
        """Begin to notice loops. A second call does nothing."""
        if self._before is not None:
            return
        before = self._before = asyncio.BaseEventLoop.__init__

        @functools.wraps(before)
        def init(loop: asyncio.BaseEventLoop, *args: Any, **kwargs: Any) -> None:
            before(loop, *args, **kwargs)
            if not self._expected:
                self._note(loop)

        self._init = init
        # In the place of the method: a subclass, or a policy, is not asked by those
        # who make loops directly. Put back at the end.
        asyncio.BaseEventLoop.__init__ = init  # type: ignore[assignment,method-assign]  # as it says

    def stop_watching(self) -> None:
        """Let loops be made as they were before."""
        if self._before is None:
            return
        if asyncio.BaseEventLoop.__init__ is self._init:  # else it is somebody's by now
            asyncio.BaseEventLoop.__init__ = self._before  # type: ignore[method-assign]  # as above
        self._before = None

    @contextmanager
    def expected(self) -> Iterator[None]:
        """Let loops be made whose makers name them: nobody looks for those."""
        self._expected = True
        try:
            yield
        finally:
            self._expected = False

    def name(self, loop: AbstractEventLoop, name: str) -> None:
        """Say what a person calls a loop."""
        birth = self.of(loop)
        birth.name = name
        self._keep(loop, birth)

    def of(self, loop: AbstractEventLoop) -> Birth:
        """Give what is known of a loop."""
        found: Birth | None = getattr(loop, BIRTH, None)
        return found or Birth()

    def loops(self) -> list[AbstractEventLoop]:
        """Give the loops that still exist."""
        return list(self._loops)

    def place(self, loop: AbstractEventLoop) -> Place | None:
        """Give the user's line that led to a loop, if it is known and not ours."""
        birth = self.of(loop)
        if birth.name or birth.stop is None:
            return None
        return Place(shorten(birth.stop.file, self._rootdir), birth.stop.line)

    def describe(self, loop: AbstractEventLoop) -> str:
        """Call a loop what a person would: ``the session loop``."""
        birth, place = self.of(loop), self.place(loop)
        if birth.name:
            return birth.name
        if place is None:
            return f"a loop made by {birth.by}" if birth.by else UNKNOWN
        if birth.is_in_thread:
            return f"a loop in another thread, made at {place}"
        return f"a loop made at {place}"

    def _note(self, loop: AbstractEventLoop) -> None:
        is_in_thread = threading.get_ident() != self._main
        # Documented, for those who look at their callers.
        caller = sys._getframe(2)  # noqa: SLF001  # as above
        stop = users_stop(caller)
        if stop is None and is_in_thread:
            # A library's thread, for which the main one waits: at the user's line.
            stop = users_stop(of_main_thread())
        by = _package(caller) if stop is None else ""
        self._keep(loop, Birth("", stop, by, is_in_thread))

    def _keep(self, loop: AbstractEventLoop, birth: Birth) -> None:
        """Keep a birth with its loop: it is asked for when that is collected, too.

        Nothing that refers to it weakly finds it by then.
        """
        try:
            setattr(loop, BIRTH, birth)
            self._loops.add(loop)
        except (AttributeError, TypeError):
            return  # of a kind that takes neither: it stays unknown


def _package(frame: FrameType) -> str:
    """Name the package that wanted a loop: the nearest that is not asyncio."""
    for one in frames(frame):
        name = str(one.f_globals.get("__name__", "")).partition(".")[0]
        if name not in {"asyncio", "loopwise", "contextlib"}:
            return name
    return "asyncio"
