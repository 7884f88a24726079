"""PostgreSQL through asyncpg alone: a pool for the session."""

import asyncio

import asyncpg
import pytest

from examples.suite.shop.prices import PriceList


async def test_pool_answers(pool: asyncpg.Pool) -> None:
    """A test awaits the session's pool."""
    assert await pool.fetchval("SELECT 6 * 7") == 42


async def test_insert(connection: asyncpg.Connection) -> None:
    """A test has a transaction to itself."""
    await connection.execute("INSERT INTO product (name, cents) VALUES ('cup', 900)")
    assert await connection.fetchval("SELECT cents FROM product WHERE name = 'cup'")


async def test_notification(pool: asyncpg.Pool) -> None:
    """One connection is told, on the same loop, what another one sends."""
    heard: asyncio.Queue[object] = asyncio.Queue()

    def hear(*event: object) -> None:
        heard.put_nowait(event[-1])

    async with pool.acquire() as listener:
        await listener.add_listener("sold", hear)
        await pool.execute("NOTIFY sold, 'teapot'")
        assert await asyncio.wait_for(heard.get(), 2.0) == "teapot"
        await listener.remove_listener("sold", hear)


async def test_sync_fixture_on_the_pool(prices: PriceList) -> None:
    """A sync fixture that holds the pool takes its tests to the pool's loop."""
    await prices.set("saucer", 450)
    assert await prices.of("saucer") == 450
    await prices.remove("saucer")
    assert await prices.of("saucer") is None


def test_sync_test_reads_the_pool(request: pytest.FixtureRequest) -> None:
    """A sync test may ask for an async fixture while it runs."""
    pool: asyncpg.Pool = request.getfixturevalue("pool")
    assert pool.get_size() >= 1
    assert pool.get_idle_size() == pool.get_size()


def test_sync_test_runs_the_current_loop(prices: PriceList) -> None:
    """The current event loop of a sync test is the one its fixtures live on."""
    loop = asyncio.get_event_loop()
    assert loop.run_until_complete(prices.of("nothing like it")) is None


def test_sync_test_with_its_own_loop(postgres_dsn: str) -> None:
    """`asyncio.run` between tests of a wider loop leaves that loop alone."""

    async def ask() -> object:
        connection = await asyncpg.connect(postgres_dsn)
        try:
            return await connection.fetchval("SELECT 1")
        finally:
            await connection.close()

    assert asyncio.run(ask()) == 1
