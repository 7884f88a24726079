"""The port fixtures of pytest-asyncio."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from typing import Any

import pytest

from loopwise.compat.finder import PLUGIN


def _unused_port(socket_type: int) -> int:
    with socket.socket(type=socket_type) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _unused(kind: socket.SocketKind) -> int:
    """Find a port with the function of ``pytest_asyncio.plugin``: suites replace it."""
    plugin: Any = sys.modules.get(PLUGIN)
    find: Callable[[int], int] = getattr(plugin, "_unused_port", _unused_port)
    return find(kind)


def _factory(kind: socket.SocketKind) -> Callable[[], int]:
    given: set[int] = set()

    def unused() -> int:
        """Give a port that is not in use, and was not given before."""
        port = _unused(kind)
        while port in given:
            port = _unused(kind)
        given.add(port)
        return port

    return unused


@pytest.fixture
def unused_tcp_port() -> int:
    """A TCP port of this machine that is not in use."""
    return _unused(socket.SOCK_STREAM)


@pytest.fixture
def unused_udp_port() -> int:
    """A UDP port of this machine that is not in use."""
    return _unused(socket.SOCK_DGRAM)


@pytest.fixture(scope="session")
def unused_tcp_port_factory() -> Callable[[], int]:
    """A function that gives another unused TCP port at each call."""
    return _factory(socket.SOCK_STREAM)


@pytest.fixture(scope="session")
def unused_udp_port_factory() -> Callable[[], int]:
    """A function that gives another unused UDP port at each call."""
    return _factory(socket.SOCK_DGRAM)
