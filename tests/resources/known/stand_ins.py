"""Servers that answer just enough for a driver to connect and ask one question."""

from __future__ import annotations

import asyncio
import struct
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextmanager
def served(answer: Answer) -> Iterator[int]:
    """Serve connections on a loop in a thread of its own; give the port."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def opened() -> asyncio.Server:
        return await asyncio.start_server(until_it_hangs_up, "127.0.0.1", 0)

    async def until_it_hangs_up(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            await answer(reader, writer)
        writer.close()

    async def closed(server: asyncio.Server) -> None:
        server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0.01)

    server = asyncio.run_coroutine_threadsafe(opened(), loop).result()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(closed(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


_MONGO = {
    "ok": 1.0,
    "isWritablePrimary": True,
    "helloOk": True,
    "maxBsonObjectSize": 16_777_216,
    "maxMessageSizeBytes": 48_000_000,
    "maxWriteBatchSize": 100_000,
    "minWireVersion": 0,
    "maxWireVersion": 21,
    "logicalSessionTimeoutMinutes": 30,
}


async def as_mongo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer MongoDB's wire protocol: yes to everything."""
    from bson import decode, encode

    old_query, more_to_come = 2004, 2
    while True:
        length, request, _, code = struct.unpack("<4i", await reader.readexactly(16))
        body = await reader.readexactly(length - 16)
        if code == old_query:
            code, answer = 1, struct.pack("<iqii", 8, 0, 0, 1) + encode(_MONGO)
        else:
            question: dict[str, Any] = decode(body[5:])
            is_hello = next(iter(question)).lower() in {"hello", "ismaster"}
            answer = bytes(5) + encode(_MONGO if is_hello else {"ok": 1.0})
            if body[0] & more_to_come:
                continue
        header = struct.pack("<4i", 16 + len(answer), 1, request, code)
        writer.write(header + answer)


_GREETING = (
    b"\x0a8.0.0\0"
    + struct.pack("<I", 1)
    + (b"saltsalt\0" + struct.pack("<HBHH", 0xA209, 45, 2, 0x0008))
    + (bytes([21]) + bytes(10) + b"saltsaltsalt\0mysql_native_password\0")
)
_OK = bytes([0, 0, 0, 2, 0, 0, 0])
_END = bytes([0xFE, 0, 0, 2, 0])
_COLUMN = b"\3def\0\0\0\3one\0\x0c" + struct.pack("<HIBHBH", 45, 4, 8, 0, 0, 0)
_ROWS = (b"\1", _COLUMN, _END, b"\0011", _END)


async def as_mysql(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer MySQL's protocol: what is selected is a one."""
    bye, query = 1, 3
    sequence, command = -1, 0
    answers: tuple[bytes, ...] = (_GREETING,)
    while command != bye:
        for packet in answers:
            sequence += 1
            header = len(packet).to_bytes(3, "little") + bytes([sequence])
            writer.write(header + packet)
        length = int.from_bytes(await reader.readexactly(3), "little")
        sequence = (await reader.readexactly(1))[0]
        command, *rest = await reader.readexactly(length)
        is_question = command == query and bytes(rest[:6]).lower() == b"select"
        answers = _ROWS if is_question and sequence == 0 else (_OK,)


def _text(text: str) -> bytes:
    return bytes([0x80 + len(text)]) + text.encode()


def _neo4j_message(kind: int, field: bytes) -> bytes:
    message = bytes([0xB1, kind]) + field
    return struct.pack(">H", len(message)) + message + bytes(2)


_HELLO, _RUN, _PULL, _GOODBYE = 0x01, 0x10, 0x3F, 0x02
_SUCCESS, _RECORD = 0x70, 0x71
_NEO4J = {
    _HELLO: _neo4j_message(
        _SUCCESS,
        bytes([0xA2])
        + (_text("server") + _text("Neo4j/5.20.0"))
        + (_text("connection_id") + _text("bolt-1")),
    ),
    _RUN: _neo4j_message(
        _SUCCESS, bytes([0xA1]) + _text("fields") + bytes([0x91]) + _text("one")
    ),
    _PULL: _neo4j_message(_RECORD, bytes([0x91, 1]))
    + _neo4j_message(_SUCCESS, bytes([0xA0])),
}


async def as_neo4j(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer Neo4j's Bolt protocol: every query has one record, and that has a one."""
    await reader.readexactly(20)
    writer.write(bytes([0, 0, 4, 5]))
    kind = 0
    while kind != _GOODBYE:
        message = b""
        while (length := int.from_bytes(await reader.readexactly(2))) or not message:
            message += await reader.readexactly(length)
        kind = message[1]
        writer.write(_NEO4J.get(kind, _neo4j_message(_SUCCESS, bytes([0xA0]))))
