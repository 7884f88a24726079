"""Prices, read and written through asyncpg alone."""

import asyncpg


class PriceList:
    """The prices behind one connection pool."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool

    async def set(self, name: str, cents: int) -> None:
        """Give a product its price, new or not."""
        await self._pool.execute(
            "INSERT INTO product (name, cents) VALUES ($1, $2)"
            " ON CONFLICT (name) DO UPDATE SET cents = excluded.cents",
            name,
            cents,
        )

    async def of(self, name: str) -> int | None:
        """The price of a product, or None where there is no such product."""
        cents: int | None = await self._pool.fetchval(
            "SELECT cents FROM product WHERE name = $1", name
        )
        return cents

    async def remove(self, name: str) -> None:
        """Forget a product."""
        await self._pool.execute("DELETE FROM product WHERE name = $1", name)
