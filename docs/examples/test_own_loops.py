import asyncio

seen: list[asyncio.AbstractEventLoop] = []


async def test_first() -> None:
    assert asyncio.get_running_loop() not in seen
    seen.append(asyncio.get_running_loop())


async def test_second() -> None:
    assert asyncio.get_running_loop() not in seen
    seen.append(asyncio.get_running_loop())
