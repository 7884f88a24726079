"""Redis, what speaks like it, and other caches."""

from __future__ import annotations

from loopwise.resources.bound_type import Binds, BoundType
from loopwise.resources.known.wording import (
    FUTURE_OR_CLOSED,
    OTHER_FUTURE,
    OWN_SERVER,
    below,
)

_FREE, _BUSY = (
    f"{which}_connections[0]._reader._loop" for which in ("_available", "_in_use")
)
_FAKE = "_available_connections[0]._sock._response_available._loop"
_NODES = "nodes_manager.nodes_cache.values()[0]"


def _redis(
    package: str, client: str, verified: str, *made_by: str
) -> tuple[BoundType, ...]:
    return (
        BoundType(
            name=f"{package}:{client}",
            binds=Binds.FIRST_USE,
            loop=(
                "connection._reader._loop",
                *below("connection_pool", (_FREE, _BUSY)),
            ),
            made_by=(
                f"{package}:from_url",
                f"{package}:{client}.from_pool",
                f"{package}:{client}.from_url",
                f"{package}:Strict{client}",
                f"{package}:Sentinel.master_for",
                f"{package}:Sentinel.slave_for",
                *made_by,
            ),
            harmless=("connection_pool", "get_connection_kwargs", "pubsub", "pipeline"),
            close="aclose",
            error=FUTURE_OR_CLOSED,
            verified=verified,
            note="The first connection that goes back to the pool binds it.",
        ),
        BoundType(
            name=f"{package}:ConnectionPool",
            binds=Binds.FIRST_USE,
            loop=(_FREE, _BUSY, _FAKE),
            made_by=(
                f"{package}:BlockingConnectionPool",
                f"{package}:BlockingConnectionPool.from_url",
                f"{package}:ConnectionPool.from_url",
            ),
            close="aclose",
            error=FUTURE_OR_CLOSED,
            verified=verified,
        ),
        BoundType(
            name=f"{package}:PubSub",
            binds=Binds.FIRST_USE,
            loop=("connection._reader._loop",),
            close="aclose",
            error=OTHER_FUTURE,
            verified=verified,
        ),
        BoundType(
            name=f"{package}:{client}Cluster",
            binds=Binds.FIRST_USE,
            loop=(f"{_NODES}._free[0]._reader._loop",),
            made_by=(f"{package}:{client}Cluster.from_url",),
            close="aclose",
            error=FUTURE_OR_CLOSED,
            verified=verified,
        ),
        BoundType(
            name=f"{package}:Sentinel",
            binds=Binds.FIRST_USE,
            loop=below("sentinels[0].connection_pool", (_FREE, _BUSY)),
            error=FUTURE_OR_CLOSED,
            verified=verified,
            note="It has no method that closes it; its `sentinels` are Redis clients.",
        ),
    )


ROWS = (
    BoundType(
        name="fakeredis:FakeRedis",
        binds=Binds.FIRST_WAIT,
        loop=(f"connection_pool.{_FAKE}",),
        made_by=("fakeredis:FakeAsyncRedis",),
        error='RuntimeError: "is bound to a different event loop"',
        verified="tested with fakeredis 2.40 on Python 3.11 and 3.13",
        note="Commands that do not wait, such as GET and SET, leave it free.",
    ),
    *_redis(
        "redis.asyncio",
        "Redis",
        "tested with redis 8.1 on Python 3.11 and 3.13, against Redis 6.2",
        "arq:create_pool",
    ),
    *_redis(
        "valkey.asyncio",
        "Valkey",
        "tested with valkey 6.2 on Python 3.11 and 3.13, against Redis 6.2",
    ),
    BoundType(
        name="aiomcache:FlagClient",
        binds=Binds.FIRST_USE,
        loop=("_pool._pool._queue[0].reader._loop", "_pool._pool._queue[0][0]._loop"),
        made_by=("aiomcache:Client",),
        close="close",
        error=FUTURE_OR_CLOSED,
        verified=f"tested with aiomcache 0.8 {OWN_SERVER}",
    ),
)
