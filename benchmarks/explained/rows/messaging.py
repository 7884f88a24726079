"""Brokers, RPC, web sockets and streams."""

from __future__ import annotations

from benchmarks.explained.row import Row
from benchmarks.explained.rows.remedies import (
    NARROWER,
    ON_ITS_OWN,
    awaited,
    unmarked,
)

_OTHER = "attached to a different loop"
_CLOSED = "Event loop is closed"

ROWS = (
    Row(
        name="aiokafka producer, its loop open",
        about="a producer of a session fixture, started on the loop of one test",
        library="aiokafka",
        stand_in="no server: it refuses before it connects",
        files={
            "conftest.py": """
import pytest
from aiokafka import AIOKafkaProducer


@pytest.fixture(scope="session")
async def producer():
    producer = AIOKafkaProducer(bootstrap_servers="127.0.0.1:1")
    yield producer
    await producer.stop()
""",
            "test_it.py": f"""
import pytest
from aiokafka.errors import KafkaConnectionError


{ON_ITS_OWN}async def test_starts(producer):
    with pytest.raises(KafkaConnectionError):
        await producer.start()
""",
        },
        error="Please create objects with the same loop",
        code=NARROWER,
        thing="AIOKafkaProducer|producer",
        owner="`producer`",
        place=("conftest.py", "async def producer"),
        remedies=(unmarked(),),
    ),
    Row(
        name="grpc.aio channel, its loop open",
        about="a channel of a session fixture, used on the loop of one test",
        library="grpcio",
        imports=("grpc",),
        server="grpc",
        files={
            "conftest.py": """
import os
import grpc.aio
import pytest


@pytest.fixture(scope="session")
async def channel():
    async with grpc.aio.insecure_channel(os.environ["GRPC_ADDRESS"]) as channel:
        yield channel
""",
            "test_it.py": f"""
import pytest


{ON_ITS_OWN}async def test_calls(channel):
    assert await channel.unary_unary("/echo")(b"x", timeout=3) == b"x"
""",
        },
        error=_OTHER,
        code=NARROWER,
        thing="Channel|channel",
        owner="`channel`",
        place=("conftest.py", "async def channel"),
        remedies=(unmarked(),),
    ),
    Row(
        name="grpc.aio channel, its loop closed",
        about="a channel of a module, opened at import with `asyncio.run`",
        library="grpcio",
        imports=("grpc",),
        server="grpc",
        files={
            "rpc.py": """
import asyncio
import os
import grpc.aio


async def connect():
    return grpc.aio.insecure_channel(os.environ["GRPC_ADDRESS"])


channel = asyncio.run(connect())


async def echo(sent):
    return await channel.unary_unary("/echo")(sent, timeout=3)
""",
            "test_it.py": """
from rpc import echo


async def test_calls():
    assert await echo(b"x") == b"x"
""",
        },
        error=f"{_CLOSED}|{_OTHER}",
        thing="Channel|channel",
        owner=r"rpc\.channel",
        place=("rpc.py", "channel = "),
        remedies=(
            awaited(
                "fixture|async def|await|import|first use",
                "rpc.py",
                ("channel = asyncio.run(connect())\n", "channel = None\n"),
                (
                    "    return await channel",
                    (
                        "    global channel\n"
                        "    channel = channel or await connect()\n"
                        "    return await channel"
                    ),
                ),
            ),
        ),
    ),
    Row(
        name="websockets connection, its loop open",
        about="a connection of a session fixture, used on the loop of one test",
        library="websockets",
        server="websockets",
        files={
            "conftest.py": """
import os
import pytest
from websockets import connect


@pytest.fixture(scope="session")
async def socket():
    async with connect(os.environ["WEBSOCKET_URL"]) as socket:
        yield socket
""",
            "test_it.py": f"""
import asyncio
import pytest


{ON_ITS_OWN}async def test_echoes(socket):
    await socket.send("x")
    async with asyncio.timeout(2):
        assert await socket.recv() == "x"
""",
        },
        error=f"{_OTHER}|is bound to a different event loop",
        code=NARROWER,
        thing="ClientConnection|`socket`",
        owner="`socket`",
        place=("conftest.py", "async def socket"),
        remedies=(unmarked(),),
    ),
    Row(
        name="websockets connection, its loop closed",
        about="a connection of a sync fixture that runs a loop made by hand",
        library="websockets",
        server="websockets",
        files={
            "conftest.py": """
import asyncio
import os
import pytest
from websockets import connect


async def opened():
    return await connect(os.environ["WEBSOCKET_URL"])


@pytest.fixture
def socket():
    loop = asyncio.new_event_loop()
    socket = loop.run_until_complete(opened())
    loop.close()
    return socket
""",
            "test_it.py": """
import asyncio


async def test_echoes(socket):
    async with asyncio.timeout(2):
        await socket.send("x")
        assert await socket.recv() == "x"
""",
        },
        error=f"{_OTHER}|{_CLOSED}",
        thing="ClientConnection|`socket`",
        owner="`socket`",
        place=("conftest.py", "def socket"),
        remedies=(
            awaited(
                "async def|async fixture|await",
                "conftest.py",
                ("def socket", "async def socket"),
                ("    loop = asyncio.new_event_loop()\n", ""),
                ("loop.run_until_complete(opened())", "await opened()"),
                ("    loop.close()\n", ""),
            ),
        ),
    ),
    Row(
        name="asyncio streams, their loop closed",
        about="a client of one's own, connected by a sync fixture with `asyncio.run`",
        server="http",
        files={
            "lines.py": """
import asyncio


class LineClient:
    async def connect(self, port):
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", port)
        return self

    async def head(self):
        self.writer.write(b"GET / HTTP/1.1\\r\\n\\r\\n")
        return await self.reader.readline()
""",
            "conftest.py": """
import asyncio
import os
import pytest
from lines import LineClient


@pytest.fixture
def lines():
    return asyncio.run(LineClient().connect(int(os.environ["HTTP_PORT"])))
""",
            "test_it.py": """
async def test_asks(lines):
    assert b"200" in await lines.head()
""",
        },
        error=f"{_OTHER}|{_CLOSED}",
        thing="LineClient|StreamReader|StreamWriter",
        owner="`lines`",
        place=("conftest.py", "def lines"),
        remedies=(
            awaited(
                "async def|async fixture|await",
                "conftest.py",
                ("def lines", "async def lines"),
                ("return asyncio.run(LineClient()", "return await (LineClient()"),
            ),
        ),
    ),
    Row(
        name="asyncio streams, their loop open",
        about="a reader and writer of a session fixture, used on the loop of one test",
        server="http",
        files={
            "conftest.py": """
import asyncio
import os
import pytest


@pytest.fixture(scope="session")
async def stream():
    port = int(os.environ["HTTP_PORT"])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    yield reader, writer
    writer.close()
""",
            "test_it.py": f"""
import pytest


{ON_ITS_OWN}async def test_asks(stream):
    reader, writer = stream
    writer.write(b"GET / HTTP/1.1\\r\\n\\r\\n")
    assert b"200" in await reader.readline()
""",
        },
        error=_OTHER,
        code=NARROWER,
        thing="Stream|`stream`",
        owner="`stream`",
        place=("conftest.py", "async def stream"),
        remedies=(unmarked(),),
    ),
    Row(
        name="NATS client, its loop open",
        about="a client of a session fixture, used on the loop of one test",
        library="nats-py",
        imports=("nats",),
        server="nats",
        files={
            "conftest.py": """
import os
import nats
import pytest


@pytest.fixture(scope="session")
async def broker():
    broker = await nats.connect(os.environ["NATS_URL"])
    yield broker
    await broker.close()
""",
            "test_it.py": f"""
import pytest


{ON_ITS_OWN}async def test_hears(broker):
    heard = await broker.subscribe("subject")
    await broker.publish("subject", b"x")
    await broker.flush(timeout=1)
    assert (await heard.next_msg(timeout=1)).data == b"x"
""",
        },
        error="nats: flush timeout",
        code=f"{NARROWER}|LW502",
        thing="Client|`broker`",
        owner="`broker`",
        place=("conftest.py", "async def broker"),
        remedies=(unmarked(),),
    ),
)
