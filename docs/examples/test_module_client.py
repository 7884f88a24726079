import asyncio

counter = asyncio.Semaphore(1)


async def enter():
    async with counter:
        await asyncio.sleep(0)


async def test_wait_for_each_other():
    await asyncio.gather(enter(), enter())


async def test_wait_again():
    await asyncio.gather(enter(), enter())


async def test_alone():
    await asyncio.sleep(0)
