"""Does the database of the settings work? A script, and tests."""

import asyncio
from uuid import uuid4

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import sessionmaker

from app.config import settings
from app.models import Base, Order

engine = create_async_engine(
    settings.DB_URI,
    echo=settings.DB_ECHO,
    pool_pre_ping=settings.DB_POOL_PRE_PING,
    pool_size=settings.DB_POOL_SIZE,
    max_overflow=settings.DB_MAX_OVERFLOW,
    pool_timeout=settings.DB_POOL_TIMEOUT,
    pool_recycle=settings.DB_POOL_RECYCLE,
)

async_session_factory = sessionmaker(
    bind=engine,
    class_=AsyncSession,
    expire_on_commit=False,
    autocommit=False,
    autoflush=False,
)


async def test_connection():
    """Test database connection and basic queries."""
    async with engine.connect() as conn:
        result = await conn.execute(text("SELECT 1"))
        assert result.scalar() == 1
        version = (await conn.execute(text("SELECT version()"))).scalar()
        assert version.startswith("PostgreSQL")


async def test_models():
    """Test database models."""
    async with engine.begin() as conn:
        await conn.run_sync(Base.metadata.create_all)
    number = str(uuid4())
    async with async_session_factory() as session:
        session.add(Order(number=number))
        await session.commit()
    async with async_session_factory() as session:
        order = await session.scalar(select(Order).where(Order.number == number))
        assert order.status == "new"


async def test_rollback():
    """Test that nothing stays of a transaction that fails."""
    async with engine.begin() as conn:
        await conn.run_sync(Base.metadata.create_all)
    number = str(uuid4())
    async with async_session_factory() as session:
        session.add(Order(number=number))
        await session.flush()
        await session.rollback()
        assert not await session.scalar(select(Order).where(Order.number == number))


async def main():
    try:
        await test_connection()
        await test_models()
        await test_rollback()
    finally:
        await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
