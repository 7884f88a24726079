"""The hosts that are open now, one for each scope instance that needed one."""

from __future__ import annotations

from collections.abc import Callable, Hashable

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
        at_end: Callable[[Callable[[], object]], object],
    ) -> Host:
        """Give the host of ``key``, opened if it is not.

        ``at_end`` is told what to call when the scope instance ends. It must call it
        after everything that was registered later: what lives on the loop ends first.
        """
        host = self._open.get(key)
        if host is None:
            host = self._open[key] = Host(name, self._factory, debug=self._debug)
            opened = host
            at_end(lambda: self.close(key, opened))
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

    def broken(self) -> list[Host]:
        """Give the hosts whose loop somebody else closed."""
        return [host for host in self._open.values() if host.is_broken]
