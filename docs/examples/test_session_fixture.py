import asyncio

import pytest


class Database:
    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()

    async def count_users(self) -> int:
        assert asyncio.get_running_loop() is self.loop
        return 1


@pytest.fixture(scope="session")
async def db() -> Database:
    return Database()


@pytest.fixture
async def users(db: Database) -> int:
    return await db.count_users()


async def test_users(users: int) -> None:  # through users: the session loop
    assert users == 1


async def test_database(db: Database) -> None:  # the session loop too
    assert await db.count_users() == 1


async def test_nothing_shared() -> None:  # a loop of its own
    await asyncio.sleep(0)
