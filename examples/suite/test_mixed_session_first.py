"""The widest fixture decides for all: here a wide test comes first.

The same as `test_mixed_module_first`, the other way round: what is right must not
hang on which test happens to run first.
"""

import asyncpg

from examples.suite.shop.cache import CacheClient


async def test_cache_and_pool(cache: CacheClient, pool: asyncpg.Pool) -> None:
    """A test that takes a value from the session's pool to the module's cache."""
    await cache.set("answer", str(await pool.fetchval("SELECT 6 * 7")))
    assert await cache.get("answer") == "42"


async def test_cache_alone(cache: CacheClient) -> None:
    """A test that needs only the module's cache, which is there already."""
    await cache.set("kettle", "3900")
    assert await cache.get("kettle") == "3900"
