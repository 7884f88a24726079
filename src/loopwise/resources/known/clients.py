"""HTTP, search, mail and other clients and servers."""

from __future__ import annotations

from loopwise.resources.bound_type import Binds, BoundType, Unless
from loopwise.resources.known import caches
from loopwise.resources.known.wording import OTHER_FUTURE, OWN_SERVER, below

# -------------------------------------------------------------------------------- httpx

# From a connection in a pool of httpcore to the loop of its socket; with TLS, and
# through a proxy, one step further.
_STREAMS = (
    "_connections[0]._connection._network_stream._stream",
    "_connections[0]._connection._connection._network_stream._stream",
)
_POOL = tuple(
    f"{stream}.{layer}_transport._loop"
    for stream in _STREAMS
    for layer in ("", "transport_stream.")
)
_EVENT_OR_CLOSED = (
    'RuntimeError: "is bound to a different event loop", naming an Event that is not'
    ' yours, or "Event loop is closed" where the first loop is'
)
_KEPT_ALIVE = "A connection that is kept alive binds it."


def _httpx(package: str, core: str, version: str) -> tuple[BoundType, ...]:
    free = (f"{package}:ASGITransport", f"{package}:MockTransport")
    return (
        BoundType(
            name=f"{package}:AsyncClient",
            binds=Binds.FIRST_USE,
            loop=(
                *below("_transport._pool", _POOL),
                *below("_mounts.values()[0]._pool", _POOL),
            ),
            unless=tuple(Unless("_transport", name) for name in free),
            unless_made_with=free,
            harmless=(
                "base_url",
                "build_request",
                "cookies",
                "headers",
                "is_closed",
                "params",
                "timeout",
            ),
            closed=("is_closed",),
            close="aclose",
            error=_EVENT_OR_CLOSED,
            verified=f"tested with {package} {version} {OWN_SERVER}",
            note=_KEPT_ALIVE,
        ),
        BoundType(
            name=f"{package}:AsyncHTTPTransport",
            binds=Binds.FIRST_USE,
            loop=below("_pool", _POOL),
            close="aclose",
            error=_EVENT_OR_CLOSED,
            verified=f"tested with {package} {version} {OWN_SERVER}",
            note=_KEPT_ALIVE,
        ),
        BoundType(
            name=f"{core}:AsyncConnectionPool",
            binds=Binds.FIRST_USE,
            loop=_POOL,
            close="aclose",
            error=_EVENT_OR_CLOSED,
            verified=f"tested with {package} {version} {OWN_SERVER}",
            note=_KEPT_ALIVE,
        ),
    )


def _made_of_httpx(package: str, version: str, *names: str) -> BoundType:
    first, *others = names
    transports = tuple(
        f"{httpx}:{name}"
        for httpx in ("httpx", "httpx2")
        for name in ("ASGITransport", "MockTransport")
    )
    return BoundType(
        name=f"{package}:{first}",
        binds=Binds.FIRST_USE,
        loop=below("_client._transport._pool", _POOL),
        made_by=tuple(f"{package}:{name}" for name in others),
        unless=tuple(Unless("_client._transport", name) for name in transports),
        unless_made_with=transports,
        closed=("is_closed()",),
        close="close",
        error=_EVENT_OR_CLOSED,
        verified=f"tested with {package} {version} {OWN_SERVER}",
        note="It holds an httpx.AsyncClient, or an httpx2.AsyncClient.",
    )


_HTTPX = (
    *_httpx("httpx", "httpcore", "0.28"),
    *_httpx("httpx2", "httpcore2", "2.16"),
    _made_of_httpx("openai", "3.54", "AsyncOpenAI", "AsyncAzureOpenAI", "AsyncClient"),
    _made_of_httpx("anthropic", "2.12", "AsyncAnthropic", "AsyncClient"),
)

# ------------------------------------------------------------------------------ aiohttp

_TIMEOUT_OR_CLOSED = (
    'RuntimeError: "Timeout context manager should be used inside a task", or "Event'
    ' loop is closed" where the first loop is'
)
_NOBODY_ANSWERS = "no error: what asks it waits until the first loop runs"
_WITH_AIOHTTP = "tested with aiohttp 3.14 on Python 3.11 and 3.13"

_AIOHTTP = (
    BoundType(
        name="aiohttp:ClientSession",
        binds=Binds.CREATION,
        loop=("_loop",),
        harmless=("closed", "cookie_jar", "headers"),
        closed=("closed",),
        close="close",
        error=_TIMEOUT_OR_CLOSED,
        verified=_WITH_AIOHTTP,
        note="Without a running loop it cannot be made.",
    ),
    BoundType(
        name="aiohttp:BaseConnector",
        binds=Binds.CREATION,
        loop=("_loop",),
        made_by=("aiohttp:TCPConnector", "aiohttp:UnixConnector"),
        harmless=("closed",),
        closed=("closed",),
        close="close",
        error=_TIMEOUT_OR_CLOSED,
        verified=_WITH_AIOHTTP,
    ),
    BoundType(
        name="aiohttp:ClientWebSocketResponse",
        binds=Binds.CREATION,
        loop=("_loop",),
        made_by=("aiohttp.client:ClientSession.ws_connect",),
        closed=("closed",),
        close="close",
        error='a message of type ERROR: "attached to a different loop"',
        verified=_WITH_AIOHTTP,
    ),
    BoundType(
        name="aiohttp.test_utils:TestClient",
        binds=Binds.CREATION,
        loop=("_session._loop",),
        closed=("_closed",),
        close="close",
        error=_TIMEOUT_OR_CLOSED,
        verified=_WITH_AIOHTTP,
    ),
    BoundType(
        name="aiohttp.test_utils:BaseTestServer",
        binds=Binds.FIRST_USE,
        loop=("runner._server._loop",),
        made_by=(
            "aiohttp.test_utils:RawTestServer",
            "aiohttp.test_utils:TestServer",
        ),
        harmless=("host", "make_url", "port", "scheme", "started"),
        closed=("closed",),
        close="close",
        error=_NOBODY_ANSWERS,
        verified=_WITH_AIOHTTP,
    ),
    BoundType(
        name="aiohttp.web_runner:BaseRunner",
        binds=Binds.FIRST_USE,
        loop=("_server._loop",),
        made_by=(
            "aiohttp.web:AppRunner",
            "aiohttp.web:ServerRunner",
            "aiohttp.web_runner:AppRunner",
            "aiohttp.web_runner:ServerRunner",
        ),
        harmless=("addresses", "sites"),
        close="cleanup",
        error=_NOBODY_ANSWERS,
        verified=_WITH_AIOHTTP,
    ),
)

# --------------------------------------------------------------- search, cloud and mail

_OTHERS = (
    BoundType(
        name="elasticsearch:AsyncElasticsearch",
        binds=Binds.FIRST_USE,
        loop=(
            "_transport.node_pool.all()[0].session._loop",
            *below("_transport.node_pool.all()[0].client._transport._pool", _POOL),
        ),
        close="close",
        error=_TIMEOUT_OR_CLOSED,
        verified=f"tested with elasticsearch 9.5 {OWN_SERVER}",
        note="With httpx below it, the error is that of httpx.AsyncClient.",
    ),
    BoundType(
        name="opensearchpy:AsyncOpenSearch",
        binds=Binds.FIRST_USE,
        loop=("transport.connection_pool.connections[0].session._loop",),
        close="close",
        error=(
            'opensearchpy.ConnectionError: "Timeout context manager should be used'
            ' inside a task", or "Event loop is closed" where the first loop is'
        ),
        verified=f"tested with opensearch-py 3.2 {OWN_SERVER}",
    ),
    BoundType(
        name="aiobotocore.client:AioBaseClient",
        binds=Binds.FIRST_USE,
        loop=(
            "_endpoint.http_session._sessions.values()[0]._loop",
            "_endpoint.http_session._session._loop",
        ),
        made_by=("aiobotocore.session:AioSession.create_client",),
        harmless=("exceptions", "meta"),
        close="close",
        error='botocore.exceptions.HTTPClientError: "attached to a different loop"',
        verified=f"tested with aiobotocore 3.10 {OWN_SERVER}",
    ),
    BoundType(
        name="aiosmtplib:SMTP",
        binds=Binds.FIRST_USE,
        loop=("protocol._loop",),
        harmless=("hostname", "is_connected", "port", "timeout"),
        close="close",
        error=(
            'ValueError: "The future belongs to a different loop", or RuntimeError:'
            ' "attached to a different loop"'
        ),
        verified="tested with aiosmtplib 5.1 on Python 3.11 and 3.13, against aiosmtpd",
        note="`aiosmtplib.send()` connects and disconnects: it leaves nothing bound.",
    ),
    BoundType(
        name="curl_cffi.requests:AsyncSession",
        binds=Binds.FIRST_USE,
        loop=("_loop",),
        made_by=("curl_cffi:AsyncSession",),
        closed=("_closed",),
        close="close",
        error=OTHER_FUTURE,
        verified=f"tested with curl_cffi 0.16 {OWN_SERVER}",
    ),
    BoundType(
        name="niquests:AsyncSession",
        binds=Binds.FIRST_USE,
        close="close",
        error=OTHER_FUTURE,
        verified=f"tested with niquests 3.21 {OWN_SERVER}",
        note="Its loop cannot be seen from outside.",
    ),
    *(
        BoundType(
            name=f"playwright.async_api:{name}",
            binds=Binds.CREATION,
            loop=("_loop",),
            made_by=made_by,
            closed=("_impl_obj._connection._closed_error", *closed),
            close=close,
            error=(
                'RuntimeError: "attached to a different loop", or TargetClosedError:'
                ' "has been closed" where the first loop is'
            ),
            verified=verified,
        )
        for name, made_by, closed, close, verified in (
            (
                "Playwright",
                ("playwright.async_api:async_playwright",),
                (),
                "stop",
                "tested with playwright 1.65 on Python 3.11, without a browser",
            ),
            (
                "Browser",
                (),
                ("not is_connected()",),
                "close",
                "read in playwright 1.65",
            ),
            ("BrowserContext", (), (), "close", "read in playwright 1.65"),
            ("Page", (), ("is_closed()",), "close", "read in playwright 1.65"),
        )
    ),
)

ROWS = (*_HTTPX, *_AIOHTTP, *caches.ROWS, *_OTHERS)
