"""A cache server and its client, talking lines over asyncio streams."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

# A client that asks a server which nobody runs should say so soon.
PATIENCE = 2.0


class CacheClient:
    """One connection to a cache server, with one request on its way at a time."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._turn = asyncio.Lock()

    async def _ask(self, line: str) -> str:
        async with self._turn, asyncio.timeout(PATIENCE):
            self._writer.write(f"{line}\n".encode())
            await self._writer.drain()
            return (await self._reader.readline()).decode().rstrip("\n")

    async def set(self, key: str, value: str) -> None:
        """Keep a value under a key."""
        await self._ask(f"set {key} {value}")

    async def get(self, key: str) -> str:
        """The value under a key; the empty string where there is none."""
        return await self._ask(f"get {key}")


async def _serve(
    values: dict[str, str], reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    while line := (await reader.readline()).decode().rstrip("\n"):
        match line.split(" ", 2):
            case ["set", key, value]:
                values[key] = value
                answer = "ok"
            case ["get", key]:
                answer = values.get(key, "")
            case _:
                answer = "what?"
        writer.write(f"{answer}\n".encode())
        await writer.drain()
    writer.close()


@asynccontextmanager
async def open_cache() -> AsyncIterator[CacheClient]:
    """A cache server of its own, and a client that is connected to it."""
    values: dict[str, str] = {}
    server = await asyncio.start_server(
        lambda reader, writer: _serve(values, reader, writer), "127.0.0.1", 0
    )
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        try:
            yield CacheClient(reader, writer)
        finally:
            writer.close()
            await writer.wait_closed()
