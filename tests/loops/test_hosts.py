"""The hosts that are open now."""

from __future__ import annotations

import asyncio

from loopwise.loops.hosts import Hosts


def test_host_is_known_while_it_is_open() -> None:
    """A scope instance has one host, from its opening to its end."""
    hosts = Hosts()
    assert hosts.get("module") is None
    host = hosts.open("module", "the module loop")
    assert host.name == "the module loop"
    assert hosts.get("module") is host
    hosts.close("module", host)
    assert host.loop.is_closed()
    assert hosts.get("module") is None


def test_each_key_has_its_own_host() -> None:
    """Scope instances do not share their hosts."""
    hosts = Hosts()
    one, two = hosts.open("one", "one"), hosts.open("two", "two")
    assert one.loop is not two.loop
    hosts.close("one", one)
    assert hosts.get("two") is two
    hosts.close("two", two)


def test_broken_hosts_are_known_and_replaced() -> None:
    """A host whose loop somebody closed is found, forgotten and replaced."""
    hosts = Hosts()
    broken, other = hosts.open("module", "loop"), hosts.open("other", "other")
    assert hosts.broken() == []
    broken.loop.close()
    assert hosts.broken() == [broken]
    hosts.discard(broken)
    assert hosts.broken() == []
    assert hosts.get("module") is None
    assert hosts.get("other") is other
    hosts.close("other", other)


def test_end_of_a_replaced_host_leaves_its_successor_open() -> None:
    """The end of a host that was replaced does not close the one in its place."""
    hosts = Hosts()
    broken = hosts.open("module", "loop")
    broken.loop.close()
    hosts.discard(broken)
    replaced = hosts.open("module", "loop")
    hosts.close("module", broken)
    assert hosts.get("module") is replaced
    assert not replaced.loop.is_closed()
    hosts.close("module", replaced)


def test_debug_mode_is_passed_on() -> None:
    """Hosts are opened in debug mode if that is asked for."""
    hosts = Hosts(debug=True)
    host = hosts.open("module", "loop")
    assert host.loop.get_debug()
    hosts.close("module", host)


def test_open_hosts_can_be_gone_through() -> None:
    """All open hosts are given, even if some are closed on the way."""
    hosts = Hosts()
    opened = {name: hosts.open(name, name) for name in ("one", "two", "three")}
    seen = []
    for host in hosts:
        seen.append(host)
        hosts.close(host.name, host)
    assert seen == list(opened.values())
    assert list(hosts) == []


def test_host_may_take_over_a_loop() -> None:
    """A host is opened on a loop that is there, which outlives it."""
    loop = asyncio.new_event_loop()
    try:
        hosts = Hosts()
        host = hosts.open("session", "the session loop", loop)
        assert host.loop is loop
        assert hosts.get("session") is host
        hosts.close("session", host)
        assert hosts.get("session") is None
        assert not loop.is_closed()
    finally:
        loop.close()
