import asyncio

import pytest


class Store:
    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()

    async def ask(self) -> str:
        done = self.loop.create_future()  # belongs to the loop of the store
        self.loop.call_soon(done.set_result, "answer")
        return await done


@pytest.fixture(scope="session")
async def store() -> Store:
    return Store()


def answer_of(store: Store, loop: asyncio.AbstractEventLoop) -> str:
    return loop.run_until_complete(store.ask())  # sync code that runs a loop


def test_sync_code(
    store: Store, standard_event_loop: asyncio.AbstractEventLoop
) -> None:
    assert standard_event_loop is store.loop
    assert answer_of(store, standard_event_loop) == "answer"
