import asyncio

import pytest


@pytest.fixture(scope="session")
async def service():
    requests: asyncio.Queue = asyncio.Queue()
    worker = asyncio.create_task(_answer(requests))
    yield requests
    worker.cancel()


async def _answer(requests):
    while True:
        text, answer = await requests.get()
        answer.set_result(text.upper())
