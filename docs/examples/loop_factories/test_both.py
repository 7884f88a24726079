import asyncio

import pytest


async def test_sleep():  # runs twice: test_sleep[default] and test_sleep[counting]
    await asyncio.sleep(0)


@pytest.mark.asyncio(loop_factories=["counting"])
async def test_counted():
    before = asyncio.get_running_loop().calls
    await asyncio.sleep(0)
    assert asyncio.get_running_loop().calls > before


@pytest.mark.asyncio(loop_factory="asyncio:SelectorEventLoop")
async def test_named():
    assert type(asyncio.get_running_loop()) is asyncio.SelectorEventLoop
