import asyncio

import pytest


class Client:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop


@pytest.fixture(scope="module")
async def connection() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


@pytest.fixture(scope="module")
def client(connection: asyncio.AbstractEventLoop) -> Client:  # sync, and holds one
    return Client(connection)


async def test_client(client: Client) -> None:
    assert asyncio.get_running_loop() is client.loop


def test_client_from_sync_code(client: Client) -> None:
    assert asyncio.run(asyncio.sleep(0, "a loop of its own")) == "a loop of its own"
    assert not client.loop.is_closed()
