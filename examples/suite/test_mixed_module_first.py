"""The widest fixture decides for all: here a narrow test comes first.

`cache` is made for the first test, which knows nothing of the session's pool, and
awaited by the second one together with that pool. So the first test already has to
run where the second one will.
"""

import asyncpg

from examples.suite.shop.cache import CacheClient


async def test_cache_alone(cache: CacheClient) -> None:
    """A test that needs only the module's cache."""
    await cache.set("kettle", "3900")
    assert await cache.get("kettle") == "3900"


async def test_cache_and_pool(cache: CacheClient, pool: asyncpg.Pool) -> None:
    """A test that takes a value from the session's pool to the module's cache."""
    await cache.set("answer", str(await pool.fetchval("SELECT 6 * 7")))
    assert await cache.get("answer") == "42"
