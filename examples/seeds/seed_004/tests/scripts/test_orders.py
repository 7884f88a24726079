"""The application's engine, which is imported while the first of these tests runs."""

from uuid import uuid4

from app.orders import import_order, status_of


async def test_import_order():
    assert await import_order(str(uuid4()))


async def test_import_order_again():
    number = str(uuid4())
    assert await import_order(number)
    assert not await import_order(number)


async def test_status_of_order():
    number = str(uuid4())
    await import_order(number)
    assert await status_of(number) == "new"


async def test_status_of_unknown_order():
    assert await status_of(str(uuid4())) is None
