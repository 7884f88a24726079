"""The report's third option and its workaround, as it gives them."""

import pytest
import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from reflector.settings import settings


@pytest_asyncio.fixture
async def own_session(setup_database, event_loop):
    engine = create_async_engine(
        settings.DATABASE_URL,
        echo=False,
        poolclass=NullPool,
        connect_args={"loop": event_loop},
    )
    session = AsyncSession(engine)
    try:
        yield session
        await session.rollback()
    except RuntimeError as error:
        if "Event loop is closed" not in str(error):
            raise
    finally:
        await session.close()
    await engine.dispose()


@pytest.mark.asyncio
async def test_own_session(own_session):
    assert await own_session.scalar(text("SELECT 1")) == 1
