"""A connection per test, made on the loop that is configured for fixtures."""

import pytest

INSERT = "INSERT INTO transcript (name, locked) VALUES ('rolled back', false)"
COUNT = "SELECT count(*) FROM transcript WHERE name = 'rolled back'"


@pytest.mark.parametrize("time", [1, 2])
async def test_nothing_stays(connection, time):
    assert await connection.fetchval(COUNT) == 0
    await connection.execute(INSERT)
    assert await connection.fetchval(COUNT) == 1


async def test_beside_a_session(connection, session):
    await connection.execute(INSERT)
    # What a transaction wrote is seen by nobody else.
    found = await (await session.connection()).exec_driver_sql(COUNT)
    assert found.scalar_one() == 0
