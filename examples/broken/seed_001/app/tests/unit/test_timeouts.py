"""Functions where coroutines are wanted, and a module that nobody imported."""

import asyncio

from app.services.analysis import analyse


async def note():
    await asyncio.sleep(0)
    return "slept well"


@pytest_asyncio.fixture
async def words():
    return await analyse("slept well")


@pytest.mark.asyncio
async def test_words(words):
    assert words == ["slept", "well"]


@pytest.mark.asyncio
async def test_note_in_time():
    assert await asyncio.wait_for(note, timeout=1.0) == "slept well"


@pytest.mark.asyncio
async def test_two_notes():
    assert await asyncio.gather(note(), note) == ["slept well", "slept well"]
