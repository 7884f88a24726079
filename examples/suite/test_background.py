"""Fixtures whose background tasks run on while their tests do."""

import asyncio
from collections.abc import AsyncIterator
from contextvars import ContextVar

import anyio
import pytest

from examples.suite.shop.outbox import Outbox

request_id: ContextVar[str] = ContextVar("request_id", default="none")


@pytest.fixture(scope="module")
async def outbox() -> AsyncIterator[Outbox]:
    """An outbox whose worker lives in a task group that spans the yield."""
    outbox = Outbox()
    async with asyncio.TaskGroup() as tasks:
        worker = tasks.create_task(outbox.run())
        yield outbox
        worker.cancel()


@pytest.fixture
async def own_outbox() -> AsyncIterator[Outbox]:
    """The same in anyio's words, per test: set up and torn down in one task."""
    outbox = Outbox()
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(outbox.run)
        yield outbox
        tasks.cancel_scope.cancel()


@pytest.fixture
async def traced() -> AsyncIterator[str]:
    """A context variable that is set for as long as the test runs."""
    token = request_id.set("r-1")
    yield "r-1"
    request_id.reset(token)


async def test_delivery(outbox: Outbox) -> None:
    """The module's worker delivers what a test hands in."""
    async with asyncio.timeout(2.0):
        await outbox.send("hello")
    assert outbox.delivered[-1] == "hello"


async def test_delivery_in_order(outbox: Outbox) -> None:
    """And goes on to do so for the next test."""
    async with asyncio.timeout(2.0):
        await outbox.send("one", "two", "three")
    assert outbox.delivered[-3:] == ["one", "two", "three"]


async def test_outbox_of_the_test(own_outbox: Outbox) -> None:
    """A worker of the test's own has delivered nothing for others."""
    await own_outbox.send("hello")
    assert own_outbox.delivered == ["hello"]


async def test_context_of_a_fixture(traced: str) -> None:
    """What a fixture sets in its context, its test sees."""
    assert request_id.get() == traced
