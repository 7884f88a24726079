"""Clients for HTTP and for caches."""

from __future__ import annotations

from benchmarks.explained.row import Row
from benchmarks.explained.rows.remedies import (
    NARROWER,
    ON_ITS_OWN,
    awaited,
    unmarked,
)

_OTHER = "attached to a different loop"
_CLOSED = "Event loop is closed"

_FETCHES = """
import os


async def test_fetches(client):
    assert (await client.get(os.environ["HTTP_URL"])).status_code == 200
"""

ROWS = (
    Row(
        name="httpx.AsyncClient, its loop open",
        about="a client of a session fixture, used there and on the loop of one test",
        library="httpx",
        server="http",
        files={
            "conftest.py": """
import os
import httpx
import pytest


@pytest.fixture(scope="session")
async def client():
    async with httpx.AsyncClient() as client:
        await client.get(os.environ["HTTP_URL"])
        yield client
""",
            "test_it.py": _FETCHES.replace(
                "async def", f"{ON_ITS_OWN}async def", 1
            ).replace("import os", "import os\nimport pytest"),
        },
        error="is bound to a different event loop",
        code=NARROWER,
        thing="AsyncClient|`client`",
        owner="`client`",
        place=("conftest.py", "async def client"),
        remedies=(unmarked(),),
    ),
    Row(
        name="httpx.AsyncClient, its loop closed",
        about="a client of a sync session fixture, first used by a sync test",
        library="httpx",
        server="http",
        files={
            "conftest.py": """
import httpx
import pytest


@pytest.fixture(scope="session")
def client():
    return httpx.AsyncClient()
""",
            "test_it.py": """
import asyncio
import os

URL = os.environ["HTTP_URL"]


def test_first(client):
    assert asyncio.run(client.get(URL)).status_code == 200


async def test_second(client):
    assert (await client.get(URL)).status_code == 200
""",
        },
        error=_CLOSED,
        thing="AsyncClient",
        owner="`client`",
        place=("conftest.py", "def client"),
        remedies=(
            awaited(
                "async def|await",
                "test_it.py",
                ("def test_first", "async def test_first"),
                ("asyncio.run(client.get(URL))", "(await client.get(URL))"),
            ),
        ),
    ),
    Row(
        name="aiohttp session, its loop open",
        about="a session of a session fixture, used on the loop of one test",
        library="aiohttp",
        server="http",
        files={
            "conftest.py": """
import aiohttp
import pytest


@pytest.fixture(scope="session")
async def http():
    async with aiohttp.ClientSession() as http:
        yield http
""",
            "test_it.py": f"""
import os
import pytest


{ON_ITS_OWN}async def test_fetches(http):
    async with http.get(os.environ["HTTP_URL"]) as answer:
        assert answer.status == 200
""",
        },
        error="Timeout context manager should be used inside a task",
        code=NARROWER,
        thing="ClientSession|`http`",
        owner="`http`",
        place=("conftest.py", "async def http"),
        remedies=(unmarked(),),
    ),
    Row(
        name="aiohttp session, its loop closed",
        about="a session of an application's own client, made with `asyncio.run`",
        library="aiohttp",
        server="http",
        files={
            "api.py": """
import os
import aiohttp


class Api:
    session = None

    async def open(self):
        self.session = aiohttp.ClientSession()

    async def status(self):
        async with self.session.get(os.environ["HTTP_URL"]) as answer:
            return answer.status

    async def close(self):
        await self.session.close()


api = Api()
""",
            "conftest.py": """
import asyncio
import pytest
from api import api


@pytest.fixture(scope="session", autouse=True)
def opened():
    asyncio.run(api.open())
    yield
    asyncio.run(api.close())
""",
            "test_it.py": """
from api import api


async def test_fetches():
    assert await api.status() == 200
""",
        },
        error=f"{_CLOSED}|Timeout context manager should be used inside a task",
        thing="ClientSession|Api",
        owner=r"api\.api",
        place=("api.py", "api = "),
        remedies=(
            awaited(
                "async def|async fixture|await",
                "conftest.py",
                ("def opened", "async def opened"),
                ("asyncio.run(api.open())", "await api.open()"),
                ("asyncio.run(api.close())", "await api.close()"),
            ),
        ),
    ),
    Row(
        name="aiohttp connector, its loop open",
        about="a connector of a session fixture, in a session of one test's own loop",
        library="aiohttp",
        server="http",
        files={
            "conftest.py": """
import os
import aiohttp
import pytest


@pytest.fixture(scope="session")
async def connector():
    connector = aiohttp.TCPConnector()
    async with aiohttp.ClientSession(
        connector=connector, connector_owner=False
    ) as session, session.get(os.environ["HTTP_URL"]) as answer:
        await answer.read()
    yield connector
    await connector.close()
""",
            "test_it.py": f"""
import os
import aiohttp
import pytest


{ON_ITS_OWN}async def test_fetches(connector):
    async with aiohttp.ClientSession(
        connector=connector, connector_owner=False
    ) as session, session.get(os.environ["HTTP_URL"]) as answer:
        assert answer.status == 200
""",
        },
        error="Timeout context manager should be used inside a task",
        code=NARROWER,
        thing="TCPConnector|`connector`",
        owner="`connector`",
        place=("conftest.py", "async def connector"),
        remedies=(unmarked(),),
    ),
    Row(
        name="redis.asyncio, its loop open",
        about="a client of a session fixture, used there and on the loop of one test",
        library="redis",
        server="redis",
        files={
            "conftest.py": """
import os
import pytest
from redis.asyncio import Redis


@pytest.fixture(scope="session")
async def cache():
    async with Redis.from_url(os.environ["REDIS_URL"]) as cache:
        await cache.set("known", 1)
        yield cache
""",
            "test_it.py": f"""
import pytest


{ON_ITS_OWN}async def test_asks(cache):
    assert await cache.get("known") == b"1"
""",
        },
        error=_OTHER,
        code=NARROWER,
        thing="Redis|`cache`",
        owner="`cache`",
        place=("conftest.py", "async def cache"),
        remedies=(unmarked(),),
    ),
    Row(
        name="redis.asyncio, its loop closed",
        about="a client of a module, first used by a sync fixture with `asyncio.run`",
        library="redis",
        server="redis",
        files={
            "app/__init__.py": "",
            "app/cache.py": """
import os
from redis.asyncio import Redis

redis = Redis.from_url(os.environ["REDIS_URL"])


async def forget():
    await redis.flushdb()


async def remember(value):
    await redis.set("value", value)
    return await redis.get("value")
""",
            "conftest.py": """
import asyncio
import pytest
from app.cache import forget


@pytest.fixture(autouse=True)
def empty():
    asyncio.run(forget())
""",
            "test_it.py": """
from app.cache import remember


async def test_remembers():
    assert await remember("a") == b"a"
""",
        },
        error=_CLOSED,
        thing="Redis|redis",
        owner=r"app\.cache\.redis",
        place=("app/cache.py", "redis = "),
        remedies=(
            awaited(
                "async def|async fixture|await",
                "conftest.py",
                ("def empty", "async def empty"),
                ("asyncio.run(forget())", "await forget()"),
            ),
        ),
    ),
)
