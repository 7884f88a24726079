"""Connections that a list keeps for whoever comes next, and that nobody closes."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from app.config import settings

engine = create_async_engine(settings.DB_URI, pool_size=settings.DB_POOL_SIZE)

connections = []


async def connection():
    if not connections:
        connections.append(await engine.connect())
    return connections[0]


async def test_kept_connection():
    conn = await connection()
    assert (await conn.execute(text("SELECT 1"))).scalar() == 1


async def test_kept_connection_again():
    conn = await connection()
    assert (await conn.execute(text("SELECT 2"))).scalar() == 2
