"""Tests that share nothing: each one has an event loop to itself."""

import asyncio
from collections.abc import AsyncIterator

import pytest

# The loops themselves rather than their ids, which are given out again.
seen: list[asyncio.AbstractEventLoop] = []


@pytest.fixture
async def deadline() -> AsyncIterator[float]:
    """A function-scoped fixture lives on the loop of its test."""
    loop = asyncio.get_running_loop()
    yield loop.time() + 1.0
    assert asyncio.get_running_loop() is loop


async def test_first_on_its_own() -> None:
    """A test without async fixtures runs on a loop that nobody used before."""
    assert asyncio.get_running_loop() not in seen
    seen.append(asyncio.get_running_loop())


async def test_second_on_its_own() -> None:
    """And so does the one beside it."""
    assert asyncio.get_running_loop() not in seen
    seen.append(asyncio.get_running_loop())


async def test_fixture_of_the_function(deadline: float) -> None:
    """The clock of the fixture is the clock of the test, and its loop is new too."""
    assert asyncio.get_running_loop() not in seen
    seen.append(asyncio.get_running_loop())
    assert 0 < deadline - asyncio.get_running_loop().time() <= 1.0
