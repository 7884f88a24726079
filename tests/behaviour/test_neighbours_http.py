"""Replies and mocks that stand in for a network: pytest-httpx, respx and others."""

from __future__ import annotations

from tests.behaviour.conftest import Beside, by_name

HEAD = """
import asyncio
import pytest
from bound import Bound, note
"""
# A client of httpx keeps connections, which belong to a loop.
CLIENT = f"""{HEAD}
import httpx

@pytest.fixture(scope="session")
async def client():
    async with httpx.AsyncClient(base_url="https://example.org") as client:
        client.loop = asyncio.get_running_loop()
        yield client

@pytest.fixture
async def own():
    async with httpx.AsyncClient(base_url="https://example.org") as client:
        yield client
"""


def test_pytest_httpx(beside: Beside) -> None:
    """Its replies reach clients of a test and of the session, in their test alone."""
    result = beside("pytest_httpx").run(
        f"""{CLIENT}
@pytest.fixture
async def registered(httpx_mock):
    await asyncio.sleep(0)
    httpx_mock.add_response(url="https://example.org/user", json={{"id": 1}})

async def test_client(client, httpx_mock):
    httpx_mock.add_response(json=[1, 2])
    assert (await client.get("/")).json() == [1, 2]
    assert asyncio.get_running_loop() is client.loop

async def test_own(registered, own):
    assert (await own.get("/user")).json() == {{"id": 1}}

async def test_callback(own, client, httpx_mock):
    async def reply(request):
        await asyncio.sleep(0)
        return httpx.Response(200, text=request.url.path)

    httpx_mock.add_callback(reply, is_reusable=True)
    found = await asyncio.gather(own.get("/a"), client.get("/b"))
    assert asyncio.get_running_loop() is client.loop
    assert [one.text for one in found] == ["/a", "/b"]

@pytest.mark.httpx_mock(assert_all_responses_were_requested=False)
async def test_unused(httpx_mock):
    httpx_mock.add_response()

async def test_unexpected(own, httpx_mock):
    with pytest.raises(httpx.TimeoutException):
        await own.get("/")
    httpx_mock.reset()

async def test_not_requested(httpx_mock):
    httpx_mock.add_response(url="https://example.org/never")
"""
    )
    outcomes = by_name(result)
    assert outcomes.pop("test_not_requested") == "error", result.text
    assert "not requested" in result.text
    # That one has no matching response, which pytest-httpx tells in its teardown.
    assert outcomes.pop("test_unexpected") in {"passed", "error"}
    assert outcomes == dict.fromkeys(
        ["test_client", "test_own", "test_callback", "test_unused"], "passed"
    ), result.text


def test_respx(beside: Beside) -> None:
    """Its fixture, its decorator and its context manager reply in async tests."""
    beside("respx").passes(
        f"""{CLIENT}
import respx

@pytest.fixture
async def routes(respx_mock):
    await asyncio.sleep(0)
    respx_mock.get("https://example.org/user").respond(json={{"id": 1}})
    return respx_mock

async def test_client(client, routes):
    assert (await client.get("/user")).json() == {{"id": 1}}
    assert routes.calls.call_count == 1
    assert asyncio.get_running_loop() is client.loop

@respx.mock
async def test_decorated(own):
    route = respx.get("https://example.org/").respond(204)
    assert (await own.get("/")).status_code == 204
    assert route.called

@respx.mock
async def test_decorated_and_wide(respx_mock, client):
    respx_mock.get("https://example.org/").respond(204)
    assert (await client.get("/")).status_code == 204
    assert asyncio.get_running_loop() is client.loop

@pytest.mark.respx(base_url="https://example.org", assert_all_called=False)
async def test_marked(respx_mock, own):
    async def reply(request):
        await asyncio.sleep(0)
        return httpx.Response(200, text="late")

    respx_mock.get("/never")
    respx_mock.get("/").mock(side_effect=reply)
    assert (await own.get("/")).text == "late"

async def test_context(own):
    async with respx.mock(base_url="https://example.org") as router:
        router.get("/").respond(text="here")
        assert (await own.get("/")).text == "here"
""",
        5,
    )


# aioresponses 0.7 does not know yet what a response of aiohttp 3.14 is made with.
REPLY = """
import inspect
import aiohttp
from aiohttp.http_writer import StreamWriter
from aioresponses import CallbackResult, aioresponses

class Reply(aiohttp.ClientResponse):
    def __init__(self, *args, **options):
        known = inspect.signature(aiohttp.ClientResponse.__init__).parameters
        if "stream_writer" in known and "stream_writer" not in options:
            options["stream_writer"] = StreamWriter(None, asyncio.get_running_loop())
        super().__init__(*args, **options)
"""


def test_aioresponses(beside: Beside) -> None:
    """It replies to sessions of aiohttp, of a test and wider, and refuses the rest."""
    beside().passes(
        f"""{HEAD}{REPLY}
URL = "https://example.org/"

@pytest.fixture(scope="session")
async def session():
    async with aiohttp.ClientSession() as session:
        session.on = asyncio.get_running_loop()
        yield session

@pytest.fixture
def replies():
    with aioresponses() as replies:
        yield replies

@pytest.fixture
async def own(replies):
    replies.get(URL, body="set up", response_class=Reply)
    async with aiohttp.ClientSession() as session:
        assert await text_of(session) == "set up"
        yield session

async def text_of(session):
    async with session.get(URL) as response:
        return await response.text()

async def test_session(session, replies):
    replies.get(URL, body="fixture", response_class=Reply)
    assert await text_of(session) == "fixture"
    assert asyncio.get_running_loop() is session.on

async def test_own(own, replies):
    replies.get(URL, body="own", response_class=Reply)
    assert await text_of(own) == "own"

async def test_callback(session):
    async def reply(url, **options):
        await asyncio.sleep(0)
        return CallbackResult(body="called", response_class=Reply)

    with aioresponses() as replies:
        replies.get(URL, callback=reply, repeat=True)
        found = await asyncio.gather(text_of(session), text_of(session))
    assert found == ["called", "called"]

@pytest.mark.parametrize("number", [1, 2])
async def test_refused(session, replies, number):
    with pytest.raises(aiohttp.ClientConnectionError):
        await text_of(session)
""",
        5,
    )
