"""The servers that rows need, and the variables that tell their addresses."""

from __future__ import annotations

import shutil
import sysconfig
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

from examples.postgres import running_postgres
from tests.resources.known import servers
from tests.resources.known.stand_ins import as_mongo, as_mysql, served

Variables = dict[str, str]


@contextmanager
def _postgresql() -> Iterator[Variables]:
    with running_postgres() as address:
        engine = address.replace("://postgres:@", "+asyncpg://postgres@")
        yield {"DATABASE_URL": address, "ENGINE_URL": engine}


@contextmanager
def _http() -> Iterator[Variables]:
    with servers.http() as url:
        yield {"HTTP_URL": url, "HTTP_PORT": url.rpartition(":")[2]}


@contextmanager
def _redis() -> Iterator[Variables]:
    with (
        tempfile.TemporaryDirectory() as directory,
        servers.redis(Path(directory)) as port,
    ):
        yield {"REDIS_URL": f"redis://127.0.0.1:{port}"}


@contextmanager
def _nats() -> Iterator[Variables]:
    program = shutil.which("nats-server", path=sysconfig.get_path("scripts"))
    program = program or shutil.which("nats-server")
    if program is None:
        raise LookupError("no nats-server")
    port = servers.free_port()
    with servers.running([program, "-a", "127.0.0.1", "-p", str(port)], port):
        yield {"NATS_URL": f"nats://127.0.0.1:{port}"}


@contextmanager
def _mongo() -> Iterator[Variables]:
    with served(as_mongo) as port:
        yield {"MONGO_PORT": str(port)}


@contextmanager
def _mysql() -> Iterator[Variables]:
    with served(as_mysql) as port:
        yield {"MYSQL_PORT": str(port)}


@contextmanager
def _websockets() -> Iterator[Variables]:
    # Most rows need none of it.
    from websockets.exceptions import ConnectionClosed  # noqa: PLC0415 - as above
    from websockets.sync.server import ServerConnection, serve  # noqa: PLC0415 - as above

    def echo(connection: ServerConnection) -> None:
        with suppress(ConnectionClosed):  # by a loop that ends without a word
            for message in connection:
                connection.send(message)

    with serve(echo, "127.0.0.1", 0) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield {"WEBSOCKET_URL": f"ws://127.0.0.1:{server.socket.getsockname()[1]}"}
        server.shutdown()
        thread.join()


@contextmanager
def _grpc() -> Iterator[Variables]:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    # Typed by a package of its own, which nothing else here needs.
    import grpc  # type: ignore[import-untyped] # noqa: PLC0415 - most rows need none

    class Echo(grpc.GenericRpcHandler):  # type: ignore[misc] # untyped, as above
        def service(self, _: Any) -> Any:
            return grpc.unary_unary_rpc_method_handler(lambda sent, _: sent)

    server = grpc.server(ThreadPoolExecutor(2), handlers=[Echo()])
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    yield {"GRPC_ADDRESS": f"127.0.0.1:{port}"}
    server.stop(None).wait()


SERVERS: dict[str, Callable[[], AbstractContextManager[Variables]]] = {
    "grpc": _grpc,
    "http": _http,
    "mongo": _mongo,
    "mysql": _mysql,
    "nats": _nats,
    "postgresql": _postgresql,
    "redis": _redis,
    "websockets": _websockets,
}
