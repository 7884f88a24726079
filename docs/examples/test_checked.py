import asyncio


async def test_deadline():
    loop = asyncio.get_event_loop()
    deadline = loop.time() + 1
    assert deadline > loop.time()
