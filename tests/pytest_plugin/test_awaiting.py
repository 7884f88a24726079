"""Awaitables as coroutines."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Generator
from contextvars import copy_context

from loopwise.loops.host import Host
from loopwise.pytest_plugin.awaiting import as_coroutine


class _Awaitable:
    def __await__(self) -> Generator[None, None, str]:
        yield from asyncio.sleep(0).__await__()
        return "awaited"


def test_coroutine_is_given_as_it_is() -> None:
    """A coroutine needs no wrapper, which would show in tracebacks."""
    coroutine = asyncio.sleep(0)
    assert as_coroutine(coroutine) is coroutine
    coroutine.close()


def test_other_awaitables_are_awaited() -> None:
    """Whatever can be awaited is awaited by a coroutine, and gives its result."""
    host = Host("the loop of the test")
    coroutine = as_coroutine(_Awaitable())
    assert inspect.iscoroutine(coroutine)
    assert host.run(coroutine, copy_context()) == "awaited"
    future = host.loop.create_future()
    future.set_result("done")
    assert host.run(as_coroutine(future), copy_context()) == "done"
    host.close()
