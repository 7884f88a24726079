"""Clients of real libraries do what their rows say."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from loopwise.resources.bound_type import Binds
from loopwise.resources.catalog import Catalog
from loopwise.resources.objects import is_free, is_open, loop_of
from tests.resources.known import servers
from tests.resources.known.crossing import quiet, row, told, works_on_any


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with servers.http() as found:
        yield found


# -------------------------------------------------------------------------------- httpx


@pytest.mark.parametrize("package", ["httpx", "httpx2"])
def test_httpx_client(package: str, url: str) -> None:
    """A client of httpx belongs to the loop of a connection that it keeps alive."""
    httpx: Any = pytest.importorskip(package)
    told(f"{package}:AsyncClient", httpx.AsyncClient, lambda client: client.get(url))


@pytest.mark.parametrize("package", ["httpx", "httpx2"])
def test_httpx_client_with_mounts(package: str, url: str) -> None:
    """A client of httpx belongs to the loop of a connection of a mounted transport."""
    httpx: Any = pytest.importorskip(package)

    def make() -> Any:
        return httpx.AsyncClient(mounts={"all://": httpx.AsyncHTTPTransport()})

    told(f"{package}:AsyncClient", make, lambda client: client.get(url))


@pytest.mark.parametrize("package", ["httpx", "httpx2"])
def test_httpx_transport(package: str, url: str) -> None:
    """A transport of httpx belongs to the loop of a connection that it keeps alive."""
    httpx: Any = pytest.importorskip(package)

    async def get(transport: Any) -> None:
        answer = await transport.handle_async_request(httpx.Request("GET", url))
        await answer.aread()
        await answer.aclose()

    told(f"{package}:AsyncHTTPTransport", httpx.AsyncHTTPTransport, get)


@pytest.mark.parametrize("package", ["httpcore", "httpcore2"])
def test_httpcore_pool(package: str, url: str) -> None:
    """A pool of httpcore belongs to the loop of a connection that it keeps alive."""
    core: Any = pytest.importorskip(package)
    make = core.AsyncConnectionPool
    told(f"{package}:AsyncConnectionPool", make, lambda pool: pool.request("GET", url))


def use_itself(client: Any) -> Any:
    return client


@pytest.mark.parametrize("package", ["httpx", "httpx2"])
def test_httpx_without_a_network_is_free(package: str) -> None:
    """A client of httpx that calls an app or a function works on any loop."""
    httpx: Any = pytest.importorskip(package)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    one = row(f"{package}:AsyncClient")
    for transport in (
        httpx.ASGITransport(app=app),
        httpx.MockTransport(lambda request: httpx.Response(200)),
    ):
        client = httpx.AsyncClient(transport=transport)
        works_on_any(lambda: client, lambda one: one.get("http://x"))  # noqa: B023 - used now
        assert is_free(one, client)
        name = f"{package}:{type(transport).__name__}"
        assert name in one.unless_made_with


@pytest.mark.parametrize(
    ("package", "name"), [("openai", "AsyncOpenAI"), ("anthropic", "AsyncAnthropic")]
)
def test_clients_made_of_httpx(package: str, name: str, url: str) -> None:
    """Clients of OpenAI and Anthropic are bound by the httpx client that they hold."""
    library: Any = pytest.importorskip(package)

    def make() -> Any:
        return library.AsyncClient(base_url=url, api_key="none", max_retries=0)

    told(f"{package}:{name}", make, lambda client: client.models.list())


def test_client_made_of_httpx_without_a_network_is_free() -> None:
    """A client of OpenAI that is given a free httpx client is free, too."""
    openai: Any = pytest.importorskip("openai")
    httpx: Any = pytest.importorskip("httpx2")
    inner = httpx.AsyncClient(
        transport=httpx.MockTransport(lambda _: httpx.Response(200, json={"data": []}))
    )
    client = openai.AsyncOpenAI(http_client=inner, api_key="none")
    works_on_any(lambda: client, lambda client: client.models.retrieve("x"))
    assert is_free(row("openai:AsyncOpenAI"), client)


# ------------------------------------------------------------------------------ aiohttp


async def get_with(session: Any, url: str) -> None:
    async with session.get(url) as answer:
        await answer.read()


def test_aiohttp_session(url: str) -> None:
    """A session of aiohttp belongs to the loop on which it was made."""
    aiohttp: Any = pytest.importorskip("aiohttp")
    make = aiohttp.ClientSession
    told("aiohttp:ClientSession", make, lambda session: get_with(session, url))


def test_aiohttp_connector(url: str) -> None:
    """A connector of aiohttp belongs to the loop on which it was made."""
    aiohttp: Any = pytest.importorskip("aiohttp")

    async def get(connector: Any) -> None:
        async with aiohttp.ClientSession(
            connector=connector, connector_owner=False
        ) as session:
            await get_with(session, url)

    told("aiohttp:BaseConnector", aiohttp.TCPConnector, get)


def app_of_aiohttp() -> Any:
    aiohttp: Any = pytest.importorskip("aiohttp")
    web: Any = pytest.importorskip("aiohttp.web")

    async def answer(request: Any) -> Any:
        if request.headers.get("Upgrade") is None:
            return web.Response(text="fine")
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            await socket.send_str(message.data)
        return socket

    assert aiohttp
    app = web.Application()
    app.router.add_get("/", answer)
    return app


def test_aiohttp_test_server() -> None:
    """A test server of aiohttp belongs to the loop that started it."""
    tests: Any = pytest.importorskip("aiohttp.test_utils")
    aiohttp: Any = pytest.importorskip("aiohttp")

    async def ask(server: Any) -> None:
        if not server.started:
            await server.start_server()
        async with aiohttp.ClientSession() as session:
            await get_with(session, server.make_url("/"))

    told(
        "aiohttp.test_utils:BaseTestServer",
        lambda: tests.TestServer(app_of_aiohttp()),
        ask,
    )


def test_aiohttp_runner() -> None:
    """A runner of aiohttp belongs to the loop on which it was set up."""
    web: Any = pytest.importorskip("aiohttp.web")
    one = row("aiohttp.web_runner:BaseRunner")
    runner = web.AppRunner(app_of_aiohttp())
    with quiet(), asyncio.Runner() as first:
        assert loop_of(one, runner) is None
        first.run(runner.setup())
        assert Catalog().of_type(type(runner)) is one
        assert loop_of(one, runner) is first.get_loop()
        first.run(getattr(runner, one.close)())
        assert not is_open(one, runner)


def test_aiohttp_test_client() -> None:
    """A test client of aiohttp belongs to the loop on which it was made."""
    tests: Any = pytest.importorskip("aiohttp.test_utils")

    async def make() -> Any:
        return tests.TestClient(tests.TestServer(app_of_aiohttp()))

    async def get(client: Any) -> None:
        await client.start_server()
        await get_with(client, "/")

    told("aiohttp.test_utils:TestClient", make, get)


def test_aiohttp_websocket() -> None:
    """A web socket of aiohttp belongs to the loop on which it was connected."""
    aiohttp: Any = pytest.importorskip("aiohttp")
    tests: Any = pytest.importorskip("aiohttp.test_utils")
    kept = []

    async def make() -> Any:
        client = tests.TestClient(tests.TestServer(app_of_aiohttp()))
        kept.append(client)
        await client.start_server()
        return await client.ws_connect("/")

    async def echo(socket: Any) -> None:
        await socket.send_str("hello")
        message = await socket.receive()
        if message.type is aiohttp.WSMsgType.ERROR:
            raise message.data

    told("aiohttp:ClientWebSocketResponse", make, echo, after=False)


# --------------------------------------------------------------- search, cloud and mail


def test_elasticsearch(url: str) -> None:
    """A client of Elasticsearch belongs to the loop of its session."""
    library: Any = pytest.importorskip("elasticsearch")
    pytest.importorskip("aiohttp")

    def make() -> Any:
        return library.AsyncElasticsearch(url, node_class="aiohttp")

    told("elasticsearch:AsyncElasticsearch", make, lambda client: client.info())


def test_opensearch(url: str) -> None:
    """A client of OpenSearch belongs to the loop of its session."""
    library: Any = pytest.importorskip("opensearchpy")
    pytest.importorskip("aiohttp")

    def make() -> Any:
        return library.AsyncOpenSearch(url)

    told("opensearchpy:AsyncOpenSearch", make, lambda client: client.info())


def test_aiobotocore(url: str) -> None:
    """A client of aiobotocore belongs to the loop of its session."""
    library: Any = pytest.importorskip("aiobotocore.session")

    async def make() -> Any:
        context = library.get_session().create_client(
            "sqs",
            endpoint_url=url,
            region_name="us-east-1",
            aws_access_key_id="none",
            aws_secret_access_key="none",
        )
        return await context.__aenter__()

    told("aiobotocore.client:AioBaseClient", make, lambda client: client.list_queues())


def test_aiosmtplib() -> None:
    """A client of SMTP belongs to the loop on which it was connected."""
    library: Any = pytest.importorskip("aiosmtplib")
    controller: Any = pytest.importorskip("aiosmtpd.controller")

    async def use(client: Any) -> None:
        if not client.is_connected:
            await client.connect()
        await client.noop()

    server = controller.Controller(
        object(), hostname="127.0.0.1", port=servers.free_port()
    )
    server.start()
    try:
        told(
            "aiosmtplib:SMTP",
            lambda: library.SMTP(hostname="127.0.0.1", port=server.port),
            use,
        )
    finally:
        server.stop()


def test_curl_cffi(url: str) -> None:
    """A session of curl_cffi belongs to the loop of its first request."""
    library: Any = pytest.importorskip("curl_cffi.requests")
    name = "curl_cffi.requests:AsyncSession"
    told(name, library.AsyncSession, lambda session: session.get(url))


def test_niquests(url: str) -> None:
    """A session of niquests belongs to the loop of a connection that it keeps alive."""
    library: Any = pytest.importorskip("niquests")
    name = "niquests:AsyncSession"
    told(name, library.AsyncSession, lambda session: session.get(url), seen=False)


def test_playwright() -> None:
    """Playwright belongs to the loop on which it was started."""
    library: Any = pytest.importorskip("playwright.async_api")

    async def make() -> Any:
        return await library.async_playwright().start()

    async def use(playwright: Any) -> None:
        requests = await playwright.request.new_context()
        await requests.dispose()

    assert row("playwright.async_api:Playwright").binds is Binds.CREATION
    told("playwright.async_api:Playwright", make, use)
