"""What nobody closed is closed on its loop, while that is open."""

from __future__ import annotations

import asyncio
from asyncio import AbstractEventLoop
from contextvars import ContextVar, copy_context

import pytest

from loopwise.loops import closing
from loopwise.loops.closing import abort_transports, close_objects
from loopwise.loops.host import Host


class Client:
    """Notes how it is closed, and on which loop."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, AbstractEventLoop]] = []

    def _note(self, name: str) -> None:
        self.seen.append((name, asyncio.get_running_loop()))

    async def aclose(self) -> None:
        await asyncio.sleep(0)
        self._note("aclose")

    def stop(self) -> None:
        self._note("stop")

    async def fail(self) -> None:
        raise ValueError("broken pipe")

    async def hang(self) -> None:
        await asyncio.sleep(60)


def test_object_is_closed_on_the_loop(host: Host) -> None:
    """The methods of an object are called in order, and awaited if they can be."""
    client = Client()
    assert close_objects(host, [(client, "stop aclose")]) == [""]
    assert client.seen == [("stop", host.loop), ("aclose", host.loop)]


def test_nothing_is_closed_in_vain(host: Host) -> None:
    """Where there is nothing to close, nothing goes wrong."""
    assert close_objects(host, []) == []


def test_failure_is_told_and_stops_nobody(host: Host) -> None:
    """What goes wrong with one object is its text, and the others are closed."""
    first, second = Client(), Client()
    problems = close_objects(
        host, [(first, "fail aclose"), (second, "missing"), (second, "aclose")]
    )
    assert problems[0] == "ValueError: broken pipe"
    assert problems[1].startswith("AttributeError: ")
    assert problems[2] == ""
    assert [name for name, _ in first.seen + second.seen] == ["aclose"]


def test_patience_has_an_end(host: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    """An object that does not close in time is given up, and the others are closed."""
    monkeypatch.setattr(closing, "PATIENCE", 0.01)
    client = Client()
    problems = close_objects(host, [(client, "hang"), (client, "aclose")])
    assert problems == ["not closed within 0.01 s", ""]
    assert [name for name, _ in client.seen] == ["aclose"]


def test_closing_leaves_the_context_alone(host: Host) -> None:
    """What closing sets in context variables is not seen outside."""
    variable: ContextVar[str] = ContextVar("variable", default="before")

    class Setter:
        async def close(self) -> None:
            variable.set("closed")

    assert close_objects(host, [(Setter(), "close")]) == [""]
    assert variable.get() == "before"


def test_open_transports_are_aborted() -> None:
    """A connection that is left open after all was closed asks its loop for nothing."""
    host = Host("the loop of the test")
    lost: list[BaseException | None] = []

    class Protocol(asyncio.Protocol):
        def connection_lost(self, exc: Exception | None) -> None:
            lost.append(exc)

    async def connect() -> asyncio.Transport:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Protocol, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        transport, _ = await loop.create_connection(Protocol, "127.0.0.1", port)
        await asyncio.sleep(0.01)
        server.close()
        return transport

    transport = host.run(connect(), copy_context())
    assert not transport.is_closing()
    assert len(abort_transports(host)) == 2
    assert abort_transports(host) == []
    assert transport.is_closing()
    assert lost == [None, None]
    host.close()


def test_loop_without_known_transports_is_fine() -> None:
    """A loop that does not tell its transports is left as it is."""

    class Quiet(asyncio.SelectorEventLoop):
        def __getattribute__(self, name: str) -> object:
            if name == "_transports":
                raise AttributeError(name)
            return super().__getattribute__(name)

    host = Host("quiet", Quiet)
    client = Client()
    assert close_objects(host, [(client, "aclose")]) == [""]
    assert client.seen == [("aclose", host.loop)]
    host.close()
