import asyncio

import pytest

Loop = asyncio.AbstractEventLoop


@pytest.fixture(scope="session")
async def db() -> Loop:
    return asyncio.get_running_loop()


@pytest.fixture(scope="module")
async def api_client() -> Loop:
    return asyncio.get_running_loop()


async def test_client(api_client: Loop) -> None:
    assert asyncio.get_running_loop() is api_client


async def test_both(db: Loop, api_client: Loop) -> None:
    assert asyncio.get_running_loop() is db
    assert asyncio.get_running_loop() is api_client
