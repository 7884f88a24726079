import asyncio


async def test_hello(service):
    answer = asyncio.get_running_loop().create_future()
    await service.put(("hello", answer))
    assert await answer == "HELLO"


async def test_again(service):
    answer = asyncio.get_running_loop().create_future()
    await service.put(("again", answer))
    assert await answer == "AGAIN"
