"""Loops that are listened to."""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from loopwise.loops.lean_loop import LeanLoop
from loopwise.loops.left_behind import made
from loopwise.loops.listening import listen, stop_listening

KINDS = [LeanLoop, asyncio.SelectorEventLoop]


async def nothing() -> None:
    """End at once."""


@pytest.mark.parametrize("kind", KINDS)
def test_what_nobody_handles_is_told(kind: Callable[[], Any]) -> None:
    """An exception that a loop only logs is told; one that a handler gets is not."""
    loop = kind()
    told: list[dict[str, Any]] = []
    listen(loop, told.append)
    error = ValueError("x")
    loop.call_exception_handler({"message": "a", "exception": error})
    assert [one["exception"] for one in told] == [error]
    loop.set_exception_handler(lambda loop, what: loop.default_exception_handler(what))
    loop.call_exception_handler({"message": "b", "exception": error})
    assert len(told) == 1
    stop_listening(loop)
    loop.set_exception_handler(None)
    loop.call_exception_handler({"message": "c", "exception": error})
    assert len(told) == 1
    loop.close()


@pytest.mark.parametrize("kind", KINDS)
def test_makers_are_noted_on_every_kind_of_loop(kind: Callable[[], Any]) -> None:
    """The maker of a task is known on asyncio's own loops as on ours."""
    loop = kind()
    listen(loop, lambda _: None)
    task = loop.create_task(nothing(), name="a")
    loop.run_until_complete(task)
    found = made(task)
    assert found is not None
    assert found.stop.function == "test_makers_are_noted_on_every_kind_of_loop"
    assert task.get_name() == "a"
    assert loop.tasks_made == 1
    loop.close()


def test_a_loop_is_left_as_it_was() -> None:
    """A loop that lives on has no attribute of ours any more."""
    loop = asyncio.SelectorEventLoop()
    before = dict(vars(loop))
    listen(loop, lambda _: None)
    assert dict(vars(loop)) != before
    stop_listening(loop)
    assert dict(vars(loop)) == before
    loop.close()


def test_a_loop_with_methods_of_its_own_is_left_alone() -> None:
    """What somebody has put on a loop stays there."""
    loop: Any = asyncio.SelectorEventLoop()
    own = loop.create_task = lambda *_, **__: None
    listen(loop, lambda _: None)
    assert loop.create_task is own
    assert "default_exception_handler" not in vars(loop)
    loop.close()


def test_a_closed_loop_is_not_kept() -> None:
    """Listening to a loop does not keep it in memory."""
    gc.collect()
    gc.disable()
    try:
        loop: Any = asyncio.SelectorEventLoop()
        listen(loop, lambda _: None)
        loop.close()
        known = weakref.ref(loop)
        del loop
        assert known() is None
    finally:
        gc.enable()
