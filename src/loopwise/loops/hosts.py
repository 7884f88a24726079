"""The hosts that are open now, one for each scope instance that needed one."""

from __future__ import annotations

from asyncio import AbstractEventLoop
from collections.abc import Hashable, Iterator

from loopwise.loops.factory import LoopFactory, default_factory
from loopwise.loops.host import Host


class Hosts:
    """Opens hosts when they are first needed and forgets them when they close."""

    def __init__(
        self, factory: LoopFactory = default_factory, *, debug: bool = False
    ) -> None:
        self._factory = factory
        self._debug = debug
        self._open: dict[Hashable, Host] = {}

    def get(self, key: Hashable) -> Host | None:
        """Give the host of ``key`` if it is open."""
        return self._open.get(key)

    def open(
        self,
        key: Hashable,
        name: str,
        adopted: AbstractEventLoop | None = None,
        factory: LoopFactory | None = None,
        source: Hashable = None,
    ) -> Host:
        """Open a host for ``key``, which has none, with a loop that is there or not."""
        host = Host(
            name,
            factory or self._factory,
            debug=self._debug,
            adopted=adopted,
            source=source,
        )
        self._open[key] = host
        return host

    def close(self, key: Hashable, host: Host) -> None:
        """Close one host, whatever has taken its place since."""
        if self._open.get(key) is host:
            del self._open[key]
        host.close()

    def discard(self, host: Host) -> None:
        """Forget a host whose loop somebody else closed: the next use opens another."""
        for key in [key for key, other in self._open.items() if other is host]:
            del self._open[key]

    def __iter__(self) -> Iterator[Host]:
        return iter(list(self._open.values()))

    def broken(self) -> list[Host]:
        """Give the hosts whose loop somebody else closed."""
        return [host for host in self._open.values() if host.is_broken]
