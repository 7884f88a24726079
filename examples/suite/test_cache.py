"""The module's cache and nothing wider: these tests share the module's loop."""

import asyncio

from examples.suite.shop.cache import CacheClient


async def test_set_and_get(cache: CacheClient) -> None:
    """The connection that the module opened answers this test."""
    await cache.set("tea", "green")
    assert await cache.get("tea") == "green"


async def test_side_by_side(cache: CacheClient) -> None:
    """Tasks take turns on the client's lock."""
    await asyncio.gather(*(cache.set(f"key-{n}", str(n)) for n in range(5)))
    values = await asyncio.gather(*(cache.get(f"key-{n}") for n in range(5)))
    assert values == ["0", "1", "2", "3", "4"]
