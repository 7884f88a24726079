"""Clients of MongoDB, against what speaks its first bytes."""

from __future__ import annotations

from benchmarks.explained.row import Row
from benchmarks.explained.rows.remedies import (
    NARROWER,
    ON_ITS_OWN,
    awaited,
    in_a_fixture,
    unmarked,
)

ROWS = (
    Row(
        name="pymongo AsyncMongoClient, its loop open",
        about="a client of a session fixture, used on the loop of one test",
        library="pymongo",
        server="mongo",
        stand_in="speaks MongoDB's first bytes",
        files={
            "conftest.py": """
import os
import pytest
from pymongo import AsyncMongoClient


@pytest.fixture(scope="session")
async def mongo():
    async with AsyncMongoClient("127.0.0.1", int(os.environ["MONGO_PORT"])) as mongo:
        await mongo.admin.command("ping")
        yield mongo
""",
            "test_it.py": f"""
import pytest


{ON_ITS_OWN}async def test_asks(mongo):
    assert await mongo.admin.command("ping") == {{"ok": 1.0}}
""",
        },
        error="Cannot use AsyncMongoClient in different event loop",
        code=NARROWER,
        thing="AsyncMongoClient|mongo",
        owner="`mongo`",
        place=("conftest.py", "async def mongo"),
        remedies=(unmarked(),),
    ),
    Row(
        name="pymongo AsyncMongoClient, its loop closed",
        about="a client of a sync session fixture, first used by a sync test",
        library="pymongo",
        server="mongo",
        stand_in="speaks MongoDB's first bytes",
        files={
            "conftest.py": """
import os
import pytest
from pymongo import AsyncMongoClient


@pytest.fixture(scope="session")
def mongo():
    return AsyncMongoClient("127.0.0.1", int(os.environ["MONGO_PORT"]))
""",
            "test_it.py": """
import asyncio


async def ping(mongo):
    return await mongo.admin.command("ping")


def test_first(mongo):
    assert asyncio.run(ping(mongo)) == {"ok": 1.0}


async def test_second(mongo):
    assert await ping(mongo) == {"ok": 1.0}
""",
        },
        error="Cannot use AsyncMongoClient in different event loop",
        thing="AsyncMongoClient|`mongo`",
        owner="`mongo`",
        place=("conftest.py", "def mongo"),
        remedies=(
            awaited(
                "async def|await",
                "test_it.py",
                ("def test_first", "async def test_first"),
                ("asyncio.run(ping(mongo))", "await ping(mongo)"),
            ),
        ),
    ),
    Row(
        name="motor client, its loop closed",
        about="a client of a module, first used at import with `asyncio.run`",
        library="motor",
        server="mongo",
        stand_in="speaks MongoDB's first bytes",
        files={
            "app.py": """
import os
from motor.motor_asyncio import AsyncIOMotorClient

mongo = AsyncIOMotorClient("127.0.0.1", int(os.environ["MONGO_PORT"]))


async def ping():
    return await mongo.admin.command("ping")
""",
            "conftest.py": """
import asyncio
from app import ping

asyncio.run(ping())
""",
            "test_it.py": """
from app import ping


async def test_asks():
    assert await ping() == {"ok": 1.0}
""",
        },
        error="Event loop is closed|attached to a different loop",
        thing="AsyncIOMotorClient|mongo",
        owner=r"app\.mongo",
        place=("app.py", "mongo = "),
        remedies=(in_a_fixture("ping()"),),
    ),
)
