import asyncio

import pytest


async def test_sleep():  # runs twice: test_sleep[default] and test_sleep[patient]
    await asyncio.sleep(0)


@pytest.mark.asyncio(loop_factories=["patient"])
async def test_patient():
    assert type(asyncio.get_running_loop()).__name__ == "PatientLoop"


@pytest.mark.asyncio(loop_factory="asyncio:SelectorEventLoop")
async def test_named():
    assert type(asyncio.get_running_loop()) is asyncio.SelectorEventLoop
