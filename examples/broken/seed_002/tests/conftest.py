import os

import asyncpg
import pytest


@pytest.fixture(scope="session")
async def database():
    dsn = os.environ["DATABASE_URL"].replace("postgresql+asyncpg:", "postgresql:", 1)
    pool = await asyncpg.create_pool(dsn, min_size=1, max_size=2)
    yield pool
    await pool.close()


@pytest.fixture
async def user(database):
    """Kept per test, and uses what is kept for the session."""
    return await database.fetchval("SELECT 'test@example.com'")


@pytest.fixture(scope="module")
async def settings(database):
    return dict(await database.fetch("SELECT name, setting FROM pg_settings"))
