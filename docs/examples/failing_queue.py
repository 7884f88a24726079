import asyncio

import pytest


@pytest.fixture(scope="session")
def queue():
    queue = asyncio.Queue()

    async def fill():
        await asyncio.wait([asyncio.ensure_future(queue.get())], timeout=0)
        queue.put_nowait("first")

    asyncio.run(fill())
    return queue


async def test_next(queue):
    async with asyncio.timeout(1):
        await queue.get()
