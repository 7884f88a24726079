import asyncio
from collections.abc import AsyncIterator

import pytest


class Store:
    """Keeps prices; every access waits its turn, on the loop that it began on."""

    def __init__(self) -> None:
        self.prices: dict[str, int] = {}
        self.turn = asyncio.Lock()

    async def put(self, name: str, price: int) -> None:
        async with self.turn:
            await asyncio.sleep(0)
            self.prices[name] = price

    async def get(self, name: str) -> int:
        async with self.turn:
            return self.prices[name]


@pytest.fixture(scope="session")
async def store() -> AsyncIterator[Store]:
    store = Store()
    await store.put("tea", 3)
    yield store
    store.prices.clear()


@pytest.fixture
async def tea(store: Store) -> int:
    return await store.get("tea")


async def test_price(tea: int) -> None:
    assert tea == 3


async def test_many_at_once(store: Store) -> None:
    await asyncio.gather(*(store.put(f"cup {n}", n) for n in range(20)))
    assert await store.get("cup 7") == 7


async def test_on_its_own() -> None:
    await asyncio.sleep(0)
