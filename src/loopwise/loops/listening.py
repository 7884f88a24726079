"""Listens to loops: who makes tasks on them, and which exceptions reach nobody."""

from __future__ import annotations

import sys
import weakref
from asyncio import AbstractEventLoop
from collections.abc import Callable
from typing import Any

from loopwise.loops.lean_loop import LeanLoop
from loopwise.loops.makers import MADE, made_by

Tell = Callable[[dict[str, Any]], object]
NAMES = ("create_task", "default_exception_handler", "tasks_made")


def listen(loop: AbstractEventLoop, tell: Tell) -> None:
    """Note who makes tasks, and ``tell`` of exceptions that the loop only logs.

    It is told with the context that a handler gets. What goes to a handler of the
    user's own is not lost. A loop of another kind gets attributes of its own, which
    call its class's methods; one that takes none is left alone. Task factories and
    handlers stay whose they are.
    """
    if isinstance(loop, LeanLoop):
        loop.on_lost = tell
        return
    attributes = getattr(loop, "__dict__", None)
    if attributes is None or any(name in attributes for name in NAMES):
        return
    # Weakly: a loop that was closed must not live on by its own attributes.
    known = weakref.ref(loop)

    def create_task(coro: Any, **options: Any) -> Any:
        loop: Any = known()
        task = type(loop).create_task(loop, coro, **options)
        made = made_by(sys._getframe(1), options.get("context"))
        if made is not None:
            loop.tasks_made += 1
            try:
                setattr(task, MADE, made)
            except AttributeError:
                return task  # of a kind of its own
        return task

    def default_exception_handler(context: dict[str, Any]) -> None:
        loop: Any = known()
        type(loop).default_exception_handler(loop, context)
        if loop.get_exception_handler() is None:
            tell(context)

    values = (create_task, default_exception_handler, 0)
    for name, value in zip(NAMES, values, strict=True):
        setattr(loop, name, value)


def stop_listening(loop: AbstractEventLoop) -> None:
    """Leave a loop as it was: one that was adopted lives on."""
    if isinstance(loop, LeanLoop):
        loop.on_lost = None
        return
    for name in NAMES:
        getattr(loop, "__dict__", {}).pop(name, None)
