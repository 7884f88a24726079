"""Streams, web sockets, RPC and message brokers do what their rows say."""

from __future__ import annotations

import asyncio
import concurrent.futures
import shutil
import sysconfig
from collections.abc import Iterator
from typing import Any

import pytest

from loopwise.resources.catalog import Catalog
from loopwise.resources.objects import is_open, loop_of
from tests.resources.known import servers
from tests.resources.known.crossing import (
    LIMIT,
    failure,
    limited,
    made,
    quiet,
    quoted,
    row,
    told,
)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with servers.http() as url:
        yield int(url.rpartition(":")[2])


# ------------------------------------------------------------------------------ streams


def test_stream_reader(port: int) -> None:
    """A stream reader belongs to the loop on which it was opened."""
    writers = []

    async def make() -> asyncio.StreamReader:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writers.append(writer)
        return reader

    async def read(reader: asyncio.StreamReader) -> None:
        await reader.read(1)

    one = row("asyncio:StreamReader")
    with quiet(), asyncio.Runner() as first, asyncio.Runner() as second:
        reader = first.run(make())
        assert Catalog().of_type(type(reader)) is one
        assert loop_of(one, reader) is first.get_loop()
        assert is_open(one, reader)
        assert "attached to a different loop" in failure(second, read(reader), one)
        writers[0].close()
        first.run(asyncio.sleep(0.01))
        assert not is_open(one, reader)


def test_stream_writer(port: int) -> None:
    """A stream writer belongs to the loop on which it was opened."""

    async def make() -> asyncio.StreamWriter:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        return writer

    async def drain(writer: asyncio.StreamWriter) -> None:
        writer.write(b"GET / HTTP/1.1\r\n\r\n")
        await writer.drain()

    async def end(writer: asyncio.StreamWriter) -> None:
        writer.close()
        await writer.wait_closed()

    one = row("asyncio:StreamWriter")
    with quiet(), asyncio.Runner() as first, asyncio.Runner() as second:
        writer = first.run(make())
        assert Catalog().of_type(type(writer)) is one
        assert loop_of(one, writer) is first.get_loop()
        second.run(drain(writer))
        assert is_open(one, writer)
        assert "attached to a different loop" in failure(second, end(writer), one)
        first.run(end(writer))
        assert not is_open(one, writer)


def test_server() -> None:
    """A server belongs to the loop that started it: nobody answers from another."""

    async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"x")
        writer.close()

    async def make() -> asyncio.Server:
        return await asyncio.start_server(answer, "127.0.0.1", 0)

    async def ask(server: asyncio.Server) -> None:
        port = server.sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            assert await reader.read(1) == b"x"
        finally:
            writer.close()

    told("asyncio:Server", make, ask)


def test_transport() -> None:
    """A transport belongs to the loop that made it."""
    one = row("asyncio:BaseTransport")

    async def make() -> asyncio.DatagramTransport:
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0)
        )
        return transport

    with quiet(), asyncio.Runner() as first:
        transport = first.run(make())
        assert Catalog().of_type(type(transport)) is one
        assert loop_of(one, transport) is first.get_loop()
        assert is_open(one, transport)
        transport.close()
        first.run(asyncio.sleep(0))
        assert not is_open(one, transport)


# -------------------------------------------------------------------------- web sockets


@pytest.fixture(scope="module")
def echo_port() -> Iterator[int]:
    sync: Any = pytest.importorskip("websockets.sync.server")

    def echo(connection: Any) -> None:
        for message in connection:
            connection.send(message)

    with (
        sync.serve(echo, "127.0.0.1", 0) as server,
        concurrent.futures.ThreadPoolExecutor(1) as pool,
    ):
        serving = pool.submit(server.serve_forever)
        yield server.socket.getsockname()[1]
        server.shutdown()
        serving.result()


async def echo_once(connection: Any) -> None:
    await connection.send("hello")
    assert await connection.recv() == "hello"


def test_websocket(echo_port: int) -> None:
    """A web socket belongs to the loop on which it was connected."""
    client: Any = pytest.importorskip("websockets.asyncio.client")

    async def make() -> Any:
        return await client.connect(f"ws://127.0.0.1:{echo_port}")

    told("websockets.asyncio.connection:Connection", make, echo_once)


def test_websocket_server() -> None:
    """A server of web sockets belongs to the loop that started it."""
    server: Any = pytest.importorskip("websockets.asyncio.server")
    client: Any = pytest.importorskip("websockets.asyncio.client")

    async def nothing(connection: Any) -> None:
        await connection.wait_closed()

    async def make() -> Any:
        return await server.serve(nothing, "127.0.0.1", 0)

    async def use(serving: Any) -> None:
        port = serving.sockets[0].getsockname()[1]
        async with client.connect(f"ws://127.0.0.1:{port}"):
            pass

    told("websockets.asyncio.server:Server", make, use)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_legacy_websocket(echo_port: int) -> None:
    """A web socket of the old kind belongs to the loop on which it was connected."""
    client: Any = pytest.importorskip("websockets.legacy.client")

    async def make() -> Any:
        return await client.connect(f"ws://127.0.0.1:{echo_port}", close_timeout=0.1)

    name = "websockets.legacy.protocol:WebSocketCommonProtocol"
    told(name, make, echo_once, after=False)


def test_sync_websockets_belong_to_no_loop() -> None:
    """What connects a web socket without asyncio is not taken for what does with it."""
    websockets: Any = pytest.importorskip("websockets")
    sync: Any = pytest.importorskip("websockets.sync.client")
    one = row("websockets.asyncio.connection:Connection")
    assert Catalog().of_maker(sync.connect) is None
    assert Catalog().of_name("websockets", "connect") is one
    made_by = websockets.connect
    assert Catalog().of_name(made_by.__module__, made_by.__qualname__) is one


# --------------------------------------------------------------------------------- gRPC


def handlers(grpc: Any, echo: Any) -> Any:
    methods = {"Echo": grpc.unary_unary_rpc_method_handler(echo)}
    return (grpc.method_handlers_generic_handler("tests.Echo", methods),)


async def call(channel: Any) -> None:
    assert await channel.unary_unary("/tests.Echo/Echo")(b"x") == b"x"


def test_grpc_channel() -> None:
    """A channel of gRPC belongs to the loop on which it was made."""
    grpc: Any = pytest.importorskip("grpc")
    aio: Any = pytest.importorskip("grpc.aio")

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        server = grpc.server(pool)
        server.add_generic_rpc_handlers(handlers(grpc, lambda request, _: request))
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()

        async def make() -> Any:
            return aio.insecure_channel(f"127.0.0.1:{port}")

        told("grpc.aio:Channel", make, call)
        server.stop(None).wait()


def test_grpc_server() -> None:
    """A server of gRPC belongs to the loop on which it was made."""
    aio: Any = pytest.importorskip("grpc.aio")
    one = row("grpc.aio:Server")

    async def make() -> Any:
        server = aio.server()
        server.add_insecure_port("127.0.0.1:0")
        return server

    async def stop(server: Any) -> None:
        await server.stop(None)

    with quiet(), asyncio.Runner() as first, asyncio.Runner() as second:
        server = first.run(make())
        assert Catalog().of_type(type(server)) is one
        assert Catalog().of_maker(aio.server) is one
        assert loop_of(one, server) is first.get_loop()
        first.run(server.start())
        assert is_open(one, server)
        assert "attached to a different loop" in failure(second, stop(server), one)
        first.run(stop(server))
        assert not is_open(one, server)


# ------------------------------------------------------------------------------ brokers


def test_nats() -> None:
    """A client of NATS belongs to the loop on which it was connected."""
    client: Any = pytest.importorskip("nats.aio.client")
    pytest.importorskip("nats")
    program = shutil.which("nats-server", path=sysconfig.get_path("scripts"))
    program = program or shutil.which("nats-server")
    if program is None:
        pytest.skip("no nats-server")
    port = servers.free_port()

    async def use(nats: Any) -> None:
        if not nats.is_connected:
            await nats.connect(f"nats://127.0.0.1:{port}")
        subscription = await nats.subscribe("subject")
        await nats.publish("subject", b"x")
        assert (await subscription.next_msg(timeout=1)).data == b"x"
        await subscription.unsubscribe()

    command = [program, "-a", "127.0.0.1", "-p", str(port)]
    with servers.running(command, port):
        told("nats.aio.client:Client", client.Client, use)


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("aiokafka", "AIOKafkaProducer"),
        ("aiokafka", "AIOKafkaConsumer"),
        ("aiokafka.admin", "AIOKafkaAdminClient"),
    ],
)
def test_kafka(module: str, name: str) -> None:
    """A client of Kafka belongs to the loop on which it was made."""
    library: Any = pytest.importorskip(module)
    one = row(f"{module}:{name}")

    def make() -> Any:
        return getattr(library, name)(bootstrap_servers="127.0.0.1:1")

    with quiet(), asyncio.Runner() as first, asyncio.Runner() as second:
        client = first.run(made(make))
        assert Catalog().of_type(type(client)) is one
        assert loop_of(one, client) is first.get_loop()
        assert is_open(one, client)
        happened = failure(second, client.start(), one)
        assert all(words in happened for words in quoted(one.error))
        first.run(getattr(client, one.close)())
        assert not is_open(one, client)


@pytest.mark.parametrize(
    ("package", "name"),
    [
        ("aio_pika", "Connection"),
        ("aio_pika", "RobustConnection"),
        ("aiormq", "Connection"),
    ],
)
def test_amqp(package: str, name: str) -> None:
    """A connection to RabbitMQ belongs to the loop on which it was made."""
    library: Any = pytest.importorskip(package)
    yarl: Any = pytest.importorskip("yarl")
    one = row(f"{package}:Connection")

    def make() -> Any:
        return getattr(library, name)(yarl.URL("amqp://127.0.0.1:1"))

    with quiet(), asyncio.Runner() as first:
        connection = first.run(made(make))
        assert Catalog().of_type(type(connection)) is one
        assert Catalog().of_maker(library.connect) is one
        assert loop_of(one, connection) is first.get_loop()
        assert is_open(one, connection)
        first.run(limited(getattr(connection, one.close)(), LIMIT))
        assert not is_open(one, connection)


def test_aio_pika_pool() -> None:
    """A pool of aio-pika belongs to the loop on which somebody had to wait for it."""
    pools: Any = pytest.importorskip("aio_pika.pool")

    class Item:
        async def close(self) -> None:
            pass

    async def item() -> Item:
        return Item()

    async def acquire(pool: Any) -> None:
        async def hold() -> None:
            async with pool.acquire():
                await asyncio.sleep(0.01)

        await asyncio.gather(hold(), hold())

    told("aio_pika.pool:Pool", lambda: pools.Pool(item, max_size=1), acquire)
