"""The ledger, seen from its own package."""

import asyncpg
import pytest


async def test_balance(ledger: asyncpg.Connection, booked: int) -> None:
    """The entries that a function-scoped fixture booked add up."""
    assert await ledger.fetchval("SELECT sum(cents) FROM entry") == booked


@pytest.mark.usefixtures("booked")
async def test_entries(ledger: asyncpg.Connection) -> None:
    """A fixture that is only mentioned in a mark is set up all the same."""
    assert await ledger.fetchval("SELECT count(*) FROM entry") == 2
