"""The fixtures that the whole suite shares.

Every fixture has the scope that suits what it makes, and nothing says on which
event loop anything runs.
"""

from collections.abc import AsyncIterator, Iterator

import asyncpg
import httpx
import pytest
from aiohttp import web
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from examples.postgres import running_postgres
from examples.suite.shop.cache import CacheClient, open_cache
from examples.suite.shop.models import Base
from examples.suite.shop.prices import PriceList
from examples.suite.shop.web import create_app

# Nothing here takes a second. A request that nobody serves should say so soon.
PATIENCE = 2.0


@pytest.fixture(scope="session")
def postgres_dsn() -> Iterator[str]:
    """A PostgreSQL server of this session's own: only its address is handed on."""
    with running_postgres() as dsn:
        yield dsn


@pytest.fixture(scope="session")
async def engine(postgres_dsn: str) -> AsyncIterator[AsyncEngine]:
    """SQLAlchemy on asyncpg, with the tables created."""
    url = make_url(postgres_dsn).set(drivername="postgresql+asyncpg")
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield engine
    await engine.dispose()


@pytest.fixture
async def db_session(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """A session inside a transaction that is rolled back, whatever the test does."""
    async with engine.connect() as connection:
        transaction = await connection.begin()
        async with AsyncSession(
            bind=connection,
            join_transaction_mode="create_savepoint",
            expire_on_commit=False,
        ) as session:
            yield session
        await transaction.rollback()


@pytest.fixture(scope="session")
async def pool(postgres_dsn: str, engine: AsyncEngine) -> AsyncIterator[asyncpg.Pool]:
    """A pool of asyncpg alone, on the tables that `engine` created."""
    async with asyncpg.create_pool(postgres_dsn, min_size=1, max_size=5) as pool:
        yield pool


@pytest.fixture
async def connection(pool: asyncpg.Pool) -> AsyncIterator[asyncpg.Connection]:
    """A connection out of the pool, in a transaction that is rolled back."""
    async with pool.acquire() as connection:
        transaction = connection.transaction()
        await transaction.start()
        yield connection
        await transaction.rollback()


@pytest.fixture(scope="session")
def prices(pool: asyncpg.Pool) -> PriceList:
    """A sync fixture that holds an async one."""
    return PriceList(pool)


@pytest.fixture(scope="session")
async def web_url(prices: PriceList) -> AsyncIterator[str]:
    """The shop's web server: it answers for as long as its event loop runs."""
    runner = web.AppRunner(create_app(prices))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    yield f"http://{host}:{port}"
    await runner.cleanup()


@pytest.fixture(scope="session")
async def http(web_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """One httpx client for all tests, with its connections kept alive."""
    async with httpx.AsyncClient(base_url=web_url, timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="module")
async def cache() -> AsyncIterator[CacheClient]:
    """A cache per module; it needs nothing of the session."""
    async with open_cache() as client:
        yield client
