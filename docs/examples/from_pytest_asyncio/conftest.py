import asyncio

import pytest
import pytest_asyncio


@pytest.fixture(scope="session")
def event_loop():
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def service():
    requests: asyncio.Queue = asyncio.Queue()
    worker = asyncio.create_task(_answer(requests))
    yield requests
    worker.cancel()


async def _answer(requests):
    while True:
        text, answer = await requests.get()
        answer.set_result(text.upper())
