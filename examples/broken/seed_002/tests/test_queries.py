import asyncio

import pytest


async def test_query(database):
    assert await database.fetchval("SELECT 1") == 1


async def test_user(user):
    assert user == "test@example.com"


async def test_both(database, settings):
    assert await database.fetchval("SHOW server_version") == settings["server_version"]


@pytest.mark.asyncio(loop_scope="function")
async def test_isolated(database):
    assert await database.fetchval("SELECT 2") == 2


async def test_time():
    loop = asyncio.get_event_loop()
    started = loop.time()
    asyncio.sleep(0.001)
    assert loop.time() >= started
