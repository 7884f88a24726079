"""A real web server, asked by httpx and by aiohttp."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import asyncpg
import httpx
import pytest

from examples.suite.conftest import PATIENCE
from examples.suite.shop.prices import PriceList


@pytest.fixture(scope="module")
async def browser(web_url: str) -> AsyncIterator[aiohttp.ClientSession]:
    """An aiohttp client for this module."""
    timeout = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(web_url, timeout=timeout) as session:
        yield session


@pytest.fixture
async def lamp(prices: PriceList) -> AsyncIterator[str]:
    """A product on sale while a test runs."""
    await prices.set("lamp", 12900)
    yield "lamp"
    await prices.remove("lamp")


async def test_httpx(http: httpx.AsyncClient) -> None:
    """The session's httpx client asks the session's server."""
    response = await http.get("/health")
    assert response.json() == {"status": "ok"}


async def test_httpx_side_by_side(http: httpx.AsyncClient) -> None:
    """Many requests at once over the kept-alive connections."""
    responses = await asyncio.gather(*(http.get("/health") for _ in range(20)))
    assert {response.status_code for response in responses} == {200}


async def test_server_is_alive(http: httpx.AsyncClient) -> None:
    """The server's own task goes on while a test waits for something else."""
    before = (await http.get("/ticks")).json()["ticks"]
    await asyncio.sleep(0.03)
    assert (await http.get("/ticks")).json()["ticks"] > before


async def test_aiohttp(browser: aiohttp.ClientSession) -> None:
    """The module's aiohttp client asks the same server."""
    async with browser.get("/health") as response:
        assert await response.json() == {"status": "ok"}


async def test_websocket(browser: aiohttp.ClientSession) -> None:
    """A websocket stays open over several messages."""
    async with browser.ws_connect("/shout") as socket:
        for word in ("tea", "milk"):
            await socket.send_str(word)
            assert await socket.receive_str() == word.upper()


async def test_price_through_both_clients(
    http: httpx.AsyncClient,
    browser: aiohttp.ClientSession,
    pool: asyncpg.Pool,
    lamp: str,
) -> None:
    """One client changes a price, the other one and the database see it."""
    assert (await http.put(f"/prices/{lamp}", json={"cents": 9900})).is_success
    async with browser.get(f"/prices/{lamp}") as response:
        assert (await response.json())["cents"] == 9900
    assert await pool.fetchval("SELECT cents FROM product WHERE name = $1", lamp)
