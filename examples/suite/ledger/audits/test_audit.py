"""The ledger, seen from the package below."""

import asyncpg


async def test_nothing_is_left(ledger: asyncpg.Connection) -> None:
    """No test leaves entries behind."""
    assert await ledger.fetchval("SELECT count(*) FROM entry") == 0


async def test_largest_entry(ledger: asyncpg.Connection, booked: int) -> None:
    """The package's connection serves the sub-package, on the same loop."""
    assert await ledger.fetchval("SELECT max(cents) FROM entry") > booked
