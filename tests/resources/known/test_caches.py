"""Clients of Redis and other caches do what their rows say."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loopwise.resources.catalog import Catalog
from loopwise.resources.objects import loop_of
from tests.resources.known import servers
from tests.resources.known.crossing import row, told, works_on_any


@pytest.fixture(scope="module")
def redis_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with servers.redis(tmp_path_factory.mktemp("redis")) as port:
        yield port


REDIS = pytest.mark.parametrize(
    ("package", "name"), [("redis.asyncio", "Redis"), ("valkey.asyncio", "Valkey")]
)


async def set_and_get(client: Any) -> None:
    await client.set("key", "value")
    assert await client.get("key") == b"value"


@REDIS
@pytest.mark.parametrize("is_single", [False, True])
def test_redis(package: str, name: str, is_single: bool, redis_port: int) -> None:
    """A client of Redis belongs to the loop of a connection that it keeps."""
    library: Any = pytest.importorskip(package)

    def make() -> Any:
        client = getattr(library, name)
        return client(port=redis_port, single_connection_client=is_single)

    told(f"{package}:{name}", make, set_and_get)


@REDIS
def test_redis_pool(package: str, name: str, redis_port: int) -> None:
    """A pool of Redis belongs to the loop of a connection that it keeps."""
    library: Any = pytest.importorskip(package)

    def make() -> Any:
        return library.ConnectionPool(port=redis_port)

    async def use(pool: Any) -> None:
        await set_and_get(getattr(library, name)(connection_pool=pool))

    told(f"{package}:ConnectionPool", make, use)


@REDIS
def test_redis_pubsub(package: str, name: str, redis_port: int) -> None:
    """A subscription of Redis belongs to the loop on which it was made."""
    library: Any = pytest.importorskip(package)

    async def use(pubsub: Any) -> None:
        await pubsub.subscribe("channel")
        await pubsub.get_message(timeout=0.2)
        await pubsub.get_message(timeout=0.2)

    def make() -> Any:
        return getattr(library, name)(port=redis_port).pubsub()

    told(f"{package}:PubSub", make, use)


@REDIS
def test_redis_cluster(package: str, name: str, tmp_path: Path) -> None:
    """A client of a Redis cluster belongs to the loop of a connection to a node."""
    library: Any = pytest.importorskip(package)
    plain: Any = getattr(pytest.importorskip(package.partition(".")[0]), name)

    with servers.redis(tmp_path, "cluster-enabled yes") as port:
        with plain(host="127.0.0.1", port=port) as node:
            node.execute_command("CLUSTER", "ADDSLOTS", *range(16384))
            while node.execute_command("CLUSTER INFO")["cluster_state"] != "ok":
                time.sleep(0.05)
        cluster = getattr(library, f"{name}Cluster")
        make = lambda: cluster(host="127.0.0.1", port=port)  # noqa: E731 - one of three
        told(f"{package}:{name}Cluster", make, set_and_get)


@REDIS
def test_redis_sentinel(
    package: str, name: str, redis_port: int, tmp_path: Path
) -> None:
    """A Sentinel, and the client it gives, belong to the loops of connections."""
    library: Any = pytest.importorskip(package)
    watch = f"sentinel monitor watched 127.0.0.1 {redis_port} 1"

    with servers.redis(tmp_path, watch, arguments=("--sentinel",)) as port:
        make = lambda: library.Sentinel([("127.0.0.1", port)])  # noqa: E731 - short
        told(f"{package}:Sentinel", make, lambda one: one.discover_master("watched"))
        sentinel: Any = make
        told(f"{package}:{name}", lambda: sentinel().master_for("watched"), set_and_get)


def test_redis_is_made_by_functions() -> None:
    """What `from_url` and `arq.create_pool` give is known to be a client of Redis."""
    library: Any = pytest.importorskip("redis.asyncio")
    one = row("redis.asyncio:Redis")
    assert Catalog().of_maker(library.from_url) is one
    assert Catalog().of_maker(library.Redis.from_url) is one
    assert Catalog().of_name("arq.connections", "create_pool") is one


def test_fake_redis() -> None:
    """A fake Redis belongs to the loop on which a command first had to wait."""
    fakeredis: Any = pytest.importorskip("fakeredis")

    async def wait(client: Any) -> None:
        assert await client.blpop("nothing", timeout=0.01) is None

    told("fakeredis:FakeRedis", fakeredis.FakeAsyncRedis, wait)


def test_fake_redis_is_free_without_waiting() -> None:
    """A fake Redis works on any loop as long as no command has to wait."""
    fakeredis: Any = pytest.importorskip("fakeredis")
    client = works_on_any(fakeredis.FakeAsyncRedis, set_and_get)
    assert loop_of(row("fakeredis:FakeRedis"), client) is None
    assert loop_of(row("redis.asyncio:ConnectionPool"), client.connection_pool) is None


def test_aiomcache() -> None:
    """A client of memcached belongs to the loop of a connection that it keeps."""
    aiomcache: Any = pytest.importorskip("aiomcache")

    async def use(client: Any) -> None:
        await client.set(b"key", b"value")
        assert await client.get(b"key") == b"value"

    with servers.memcached() as port:
        make = lambda: aiomcache.Client("127.0.0.1", port)  # noqa: E731 - short
        told("aiomcache:FlagClient", make, use)
