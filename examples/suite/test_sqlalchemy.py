"""PostgreSQL through SQLAlchemy: an engine for the session, a rollback per test."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from examples.suite.shop.models import Customer, Order, Product


@pytest.fixture(scope="module")
async def catalog(engine: AsyncEngine) -> AsyncIterator[dict[str, int]]:
    """Products that every test of this module finds: their ids by their names."""
    async with engine.begin() as connection:
        rows = await connection.execute(
            insert(Product).returning(Product.name, Product.id),
            [{"name": "kettle", "cents": 3900}, {"name": "teapot", "cents": 5400}],
        )
        ids = {row.name: row.id for row in rows}
    yield ids
    async with engine.begin() as connection:
        await connection.execute(delete(Product).where(Product.id.in_(ids.values())))


async def test_seeded_products(
    db_session: AsyncSession, catalog: dict[str, int]
) -> None:
    """What the module seeded is there for the test's own transaction."""
    teapot = await db_session.get(Product, catalog["teapot"])
    assert teapot is not None
    assert teapot.cents == 5400


async def test_new_customer(db_session: AsyncSession) -> None:
    """A test may insert."""
    db_session.add(Customer(email="ada@example.com"))
    await db_session.flush()
    assert await db_session.scalar(select(Customer.email)) == "ada@example.com"


async def test_same_customer_again(db_session: AsyncSession) -> None:
    """Another one may insert the same, and even commit: both are rolled back."""
    db_session.add(Customer(email="ada@example.com"))
    await db_session.commit()
    assert await db_session.scalar(select(func.count(Customer.id))) == 1


async def test_two_connections_side_by_side(engine: AsyncEngine) -> None:
    """The engine's pool hands out several connections at once."""

    async def backend() -> int | None:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT pg_sleep(0.02)"))
            return await connection.scalar(text("SELECT pg_backend_pid()"))

    first, second = await asyncio.gather(backend(), backend())
    assert first != second


@pytest.fixture(scope="class")
async def customer_id(engine: AsyncEngine) -> AsyncIterator[int]:
    """A customer for the tests of one class."""
    async with engine.begin() as connection:
        id_ = await connection.scalar(
            insert(Customer).values(email="grace@example.com").returning(Customer.id)
        )
    assert id_ is not None
    yield id_
    async with engine.begin() as connection:
        await connection.execute(delete(Customer).where(Customer.id == id_))


class TestOrders:
    """Tests that share a customer, and not what they order."""

    async def test_order(
        self, db_session: AsyncSession, customer_id: int, catalog: dict[str, int]
    ) -> None:
        """Fixtures of four scopes in one test, all on the loop of the engine."""
        db_session.add(
            Order(customer_id=customer_id, product_id=catalog["kettle"], quantity=2)
        )
        await db_session.flush()
        ordered = (
            select(Product.name, Order.quantity)
            .join(Order, Order.product_id == Product.id)
            .where(Order.customer_id == customer_id)
        )
        assert (await db_session.execute(ordered)).all() == [("kettle", 2)]

    async def test_no_orders_yet(
        self, db_session: AsyncSession, customer_id: int
    ) -> None:
        """What the other test ordered is gone, whichever of them runs first."""
        orders = select(func.count(Order.id)).filter_by(customer_id=customer_id)
        assert await db_session.scalar(orders) == 0
