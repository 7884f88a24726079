import asyncio

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

from reflector.db import Base
from reflector.settings import settings


@pytest.fixture(scope="session")
def event_loop():
    """The loop for the session, as pytest-asyncio once wanted it."""
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest_asyncio.fixture(scope="session")
async def setup_database():
    engine = create_async_engine(settings.DATABASE_URL, echo=False, poolclass=NullPool)
    async with engine.begin() as conn:
        await conn.run_sync(Base.metadata.create_all)
    await engine.dispose()


@pytest_asyncio.fixture(scope="session")
async def session(setup_database):
    engine = create_async_engine(settings.DATABASE_URL, echo=False, poolclass=NullPool)
    async_session = async_sessionmaker(engine, expire_on_commit=False)
    async with async_session() as session:
        yield session
        await session.rollback()
    await engine.dispose()


@pytest_asyncio.fixture
async def connection(setup_database):
    dsn = settings.DATABASE_URL.replace("postgresql+asyncpg:", "postgresql:", 1)
    connection = await asyncpg.connect(dsn)
    transaction = connection.transaction()
    await transaction.start()
    yield connection
    await transaction.rollback()
    await connection.close()
