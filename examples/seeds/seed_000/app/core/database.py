"""The engine and the session factory, made when this module is imported."""

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from app.core.config import settings

engine = create_async_engine(settings.DATABASE_URL, pool_size=5)

AsyncSessionLocal = async_sessionmaker(bind=engine, expire_on_commit=False)


async def get_db():
    """A session for one request."""
    async with AsyncSessionLocal() as session:
        yield session
