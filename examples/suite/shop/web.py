"""The web server: prices as JSON, and a clock that ticks beside the requests."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

from aiohttp import WSMsgType, web

from examples.suite.shop.prices import PriceList

PRICES = web.AppKey("PRICES", PriceList)
TICKS = web.AppKey("TICKS", list[float])


async def _clock(app: web.Application) -> AsyncIterator[None]:
    async def tick() -> None:
        while True:
            app[TICKS].append(asyncio.get_running_loop().time())
            await asyncio.sleep(0.005)

    ticking = asyncio.create_task(tick())
    yield
    ticking.cancel()
    with suppress(asyncio.CancelledError):
        await ticking


async def _health(request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


async def _ticks(request: web.Request) -> web.Response:
    return web.json_response({"ticks": len(request.app[TICKS])})


async def _whoami(request: web.Request) -> web.Response:
    clerk = request.headers.get("Authorization", "").removeprefix("Clerk ")
    if not clerk:
        raise web.HTTPUnauthorized
    return web.json_response({"clerk": clerk})


async def _get_price(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    cents = await request.app[PRICES].of(name)
    if cents is None:
        raise web.HTTPNotFound
    return web.json_response({"name": name, "cents": cents})


async def _put_price(request: web.Request) -> web.Response:
    wanted = await request.json()
    await request.app[PRICES].set(request.match_info["name"], wanted["cents"])
    return web.Response(status=204)


async def _shout(request: web.Request) -> web.WebSocketResponse:
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        if message.type is WSMsgType.TEXT:
            await socket.send_str(message.data.upper())
    return socket


def create_app(prices: PriceList) -> web.Application:
    """The application, serving the given prices."""
    app = web.Application()
    app[PRICES] = prices
    app[TICKS] = []
    app.cleanup_ctx.append(_clock)
    app.router.add_get("/health", _health)
    app.router.add_get("/ticks", _ticks)
    app.router.add_get("/whoami", _whoami)
    app.router.add_get("/prices/{name}", _get_price)
    app.router.add_put("/prices/{name}", _put_price)
    app.router.add_get("/shout", _shout)
    return app
