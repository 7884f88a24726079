import asyncio

import pytest


async def test_sleep():  # runs twice: test_sleep[default] and test_sleep[patient]
    await asyncio.sleep(0)


@pytest.mark.asyncio(loop_factories=["patient"])
async def test_patient():
    assert asyncio.get_running_loop().slow_callback_duration == 1.0


@pytest.mark.asyncio(loop_factory="asyncio:SelectorEventLoop")
async def test_named():
    assert type(asyncio.get_running_loop()) is asyncio.SelectorEventLoop
