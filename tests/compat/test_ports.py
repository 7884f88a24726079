"""The port fixtures of pytest-asyncio."""

from __future__ import annotations

import itertools
import socket
import sys
from pathlib import Path
from types import ModuleType

import pytest

from loopwise.compat import ports
from loopwise.testing import ExampleSuite
from tests.compat.hiding import hidden

KINDS = [socket.SOCK_STREAM, socket.SOCK_DGRAM]
SUITE = ExampleSuite(
    {
        "test_one.py": """
            import socket
            import pytest_asyncio.plugin

            def bind(port, kind):
                with socket.socket(type=kind) as one:
                    one.bind(("127.0.0.1", port))

            def test_ports(unused_tcp_port, unused_udp_port):
                bind(unused_tcp_port, socket.SOCK_STREAM)
                bind(unused_udp_port, socket.SOCK_DGRAM)

            async def test_factories(unused_tcp_port_factory, unused_udp_port_factory):
                for give, kind in (
                    (unused_tcp_port_factory, socket.SOCK_STREAM),
                    (unused_udp_port_factory, socket.SOCK_DGRAM),
                ):
                    given = [give() for _ in range(20)]
                    assert len({*given}) == 20
                    for port in given:
                        bind(port, kind)

            def test_replaced(monkeypatch, unused_udp_port_factory):
                found = iter([7, 7, 7, 8])
                monkeypatch.setattr(
                    pytest_asyncio.plugin, "_unused_port", lambda kind: next(found)
                )
                assert [unused_udp_port_factory() for _ in range(2)] == [7, 8]
        """
    },
    ("-W", "error"),
)


@pytest.mark.parametrize("environment", ["real", "hidden"])
def test_fixtures_give_ports(tmp_path: Path, environment: str) -> None:
    """All four fixtures give ports that can be bound, from a function to replace."""
    suite = hidden(SUITE) if environment == "hidden" else SUITE
    result = suite.run(tmp_path)
    assert result.counts == {"passed": 3}, result.text


@pytest.mark.parametrize("kind", KINDS)
def test_port_is_unused(kind: socket.SocketKind) -> None:
    """A port that was found can be bound, for the kind of socket it was asked for."""
    port = ports._unused_port(kind)
    with socket.socket(type=kind) as one:
        one.bind(("127.0.0.1", port))


def test_port_in_use_is_not_given() -> None:
    """What is bound already is never found."""
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        taken = busy.getsockname()[1]
        assert taken not in {ports._unused_port(socket.SOCK_STREAM) for _ in range(50)}


def test_factory_gives_no_port_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A port that the system offers again is passed over."""
    offered = itertools.chain([1, 1, 2, 1, 2, 3])
    module = ModuleType("pytest_asyncio.plugin")
    vars(module)["_unused_port"] = lambda kind: next(offered)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    give = ports._factory(socket.SOCK_STREAM)
    assert [give(), give(), give()] == [1, 2, 3]
