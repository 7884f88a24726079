import asyncio

from loopwise import fixture

Loop = asyncio.AbstractEventLoop


@fixture(scope="module", loop_scope="session")
async def api_client() -> Loop:  # made anew for each module, always on one loop
    return asyncio.get_running_loop()


async def test_client(api_client: Loop) -> None:
    assert asyncio.get_running_loop() is api_client
