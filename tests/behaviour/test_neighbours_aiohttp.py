"""aiohttp's servers and clients: by pytest-aiohttp, and by aiohttp's own plugin."""

from __future__ import annotations

import pytest

from tests.behaviour.conftest import Beside, Project

APP = """
import asyncio
import pytest
from aiohttp import web
from bound import Bound, note

async def hello(request):
    await asyncio.sleep(0)
    return web.json_response({"loop": id(asyncio.get_running_loop())})

def app():
    made = web.Application()
    made.router.add_get("/", hello)
    return made

async def loop_of(client):
    async with client.get("/") as response:
        assert response.status == 200
        return (await response.json())["loop"]
"""


@pytest.mark.parametrize("mode", ["auto", "strict"])
def test_clients_of_pytest_aiohttp(beside: Beside, mode: str) -> None:
    """Its servers and clients work on the test's own loop, in both modes."""
    project = beside("aiohttp")
    project.passes(
        f"""{APP}
import pytest_asyncio

pytestmark = pytest.mark.asyncio

@pytest_asyncio.fixture
async def client(aiohttp_client):
    return await aiohttp_client(app())

async def test_fixture(client):
    assert await loop_of(client) == id(asyncio.get_running_loop())

async def test_factory(aiohttp_client, aiohttp_server):
    server = await aiohttp_server(app())
    client = await aiohttp_client(server)
    assert await loop_of(client) == id(asyncio.get_running_loop())

async def test_raw(aiohttp_raw_server, aiohttp_client):
    async def handler(request):
        return web.Response(text="raw")

    client = await aiohttp_client(await aiohttp_raw_server(handler))
    async with client.get("/") as response:
        assert await response.text() == "raw"

async def test_remembered(client):
    test_remembered.client = client

async def test_closed():
    assert test_remembered.client.session.closed
""",
        5,
        f"--asyncio-mode={mode}",
    )


def test_unmarked_tests_of_pytest_aiohttp(beside: Beside) -> None:
    """Without mark or configuration they run, as pytest-aiohttp's own do in auto."""
    beside("aiohttp").passes(
        f"""{APP}
@pytest.fixture
async def client(aiohttp_client):
    return await aiohttp_client(app())

async def test_it(client):
    assert await loop_of(client) == id(asyncio.get_running_loop())
""",
        1,
    )


def test_wide_fixtures_beside_clients_of_pytest_aiohttp(crowd: Project) -> None:
    """A client in a test goes where a session fixture of that test takes it."""
    crowd.passes(
        f"""{APP}
@pytest.fixture(scope="session")
async def db():
    made = Bound()
    yield made
    await made.use()

async def test_first(db, aiohttp_client):
    client = await aiohttp_client(app())
    assert await loop_of(client) == id(db.loop)
    await db.use()

async def test_second(aiohttp_client, db):
    client = await aiohttp_client(app())
    assert await loop_of(client) == id(db.loop)
    await db.use()

async def test_own(aiohttp_client):
    client = await aiohttp_client(app())
    assert await loop_of(client) == id(asyncio.get_running_loop())
""",
        3,
    )


THEIRS = f"""{APP}
@pytest.fixture
async def client(aiohttp_client):
    return await aiohttp_client(app())

async def test_theirs(client, loop):
    assert asyncio.get_running_loop() is loop
    assert await loop_of(client) == id(loop)

async def test_without_fixtures():
    note(asyncio.get_running_loop().get_debug())

def test_sync_with_their_loop(loop, aiohttp_client):
    client = loop.run_until_complete(aiohttp_client(app()))
    assert loop.run_until_complete(loop_of(client)) == id(loop)
"""
# Two plugins of that name would give fixtures of the same names.
BARE = ("-p", "no:aiohttp", "-p", "aiohttp.pytest_plugin")
REMOVAL = ("-W", "ignore:aiohttp.pytest_plugin will be removed:DeprecationWarning")


def test_aiohttps_own_plugin_keeps_its_tests(beside: Beside) -> None:
    """aiohttp's plugin runs its async tests and fixtures, on its `loop`."""
    beside().passes(THEIRS, 3, *BARE, *REMOVAL)


def test_ours_beside_aiohttps_own_plugin(beside: Beside) -> None:
    """Beside aiohttp's plugin, marked tests have Loopwise's loops and fixtures."""
    beside().passes(
        {
            "test_theirs.py": THEIRS,
            "test_ours.py": f"""{APP}
import loopwise

@loopwise.fixture(scope="session")
async def db():
    made = Bound()
    yield made
    await made.use()

@pytest.mark.asyncio
async def test_1(db):
    await db.use()

@pytest.mark.asyncio
async def test_2(db):
    await db.use()
""",
        },
        5,
        *BARE,
        *REMOVAL,
    )


def test_aiohttps_own_plugin_in_auto_mode(beside: Beside) -> None:
    """Where auto mode is asked for, async tests are ours, as under pytest-asyncio."""
    beside().passes(
        f"""{APP}
@pytest.fixture(scope="session")
async def db():
    made = Bound()
    yield made
    await made.use()

async def test_1(db):
    await db.use()

async def test_2(db):
    await db.use()
""",
        2,
        *BARE,
        "--asyncio-mode=auto",
    )
