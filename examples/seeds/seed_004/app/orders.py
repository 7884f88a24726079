"""Importing orders. The database is imported where it is needed, and not before."""

from sqlalchemy import select

from app.models import Base, Order


async def prepare():
    """Create the tables that are not there yet."""
    from app.db import engine

    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


async def import_order(number):
    """Keep an order, unless it is kept already; say whether it is new."""
    from app.db import session_factory

    await prepare()
    async with session_factory() as session:
        if await session.scalar(select(Order).where(Order.number == number)):
            return False
        session.add(Order(number=number))
        await session.commit()
        return True


async def status_of(number):
    """The status of an order, or None where there is no such order."""
    from app.db import session_factory

    await prepare()
    async with session_factory() as session:
        return await session.scalar(select(Order.status).where(Order.number == number))
