"""``pytest_asyncio.plugin``: the names in it that public code imports.

It has no hooks: what they do is Loopwise's to do. (PYTEST_DONT_REWRITE: see there.)
"""

from loopwise.compat.names import (
    Mode,
    PytestAsyncioError,
    PytestAsyncioFunction,
    fixture,
)
from loopwise.compat.ports import (
    _unused_port,
    unused_tcp_port,
    unused_tcp_port_factory,
    unused_udp_port,
    unused_udp_port_factory,
)
from loopwise.compat.surface import is_async_test

__all__ = (
    "Mode",
    "PytestAsyncioError",
    "PytestAsyncioFunction",
    "_unused_port",
    "fixture",
    "is_async_test",
    "unused_tcp_port",
    "unused_tcp_port_factory",
    "unused_udp_port",
    "unused_udp_port_factory",
)
