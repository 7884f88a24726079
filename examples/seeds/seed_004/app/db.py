"""The application's engine, made when this module is imported."""

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from app.config import settings

engine = create_async_engine(
    settings.DB_URI,
    echo=settings.DB_ECHO,
    pool_pre_ping=settings.DB_POOL_PRE_PING,
)

session_factory = async_sessionmaker(engine, expire_on_commit=False)
