"""What lives while tests run: hosts, contexts, residents, and the running item."""

from __future__ import annotations

import contextlib
from collections.abc import Hashable
from typing import Any

import pytest

from loopwise.loops import current
from loopwise.loops.contexts import Contexts
from loopwise.loops.host import Host
from loopwise.loops.hosts import Hosts
from loopwise.model.plan import Placement, Plan
from loopwise.model.scope import ScopeInstance, widest
from loopwise.model.settings import Settings
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.closing import Closing
from loopwise.pytest_plugin.collect import LiveSuite
from loopwise.pytest_plugin.ownership import is_async_test, is_foreign
from loopwise.pytest_plugin.residents import Resident, Residents

SPARE = "spare"


class Run:
    """One item from set-up to teardown."""

    def __init__(
        self, item: pytest.Item, placement: Placement | None, is_async: bool
    ) -> None:
        self.item = item
        self.placement = placement
        self.is_foreign = placement is None and is_foreign(item)
        self.at = None if placement is None else placement.loop
        """Whose loop the test runs on; wider than planned once that shows."""
        self.needs_loop = placement is not None and placement.needs_loop
        self.is_async = is_async
        self.host: Host | None = None
        self.host_at: ScopeInstance | None = None
        """What ``host`` was found for."""
        self.task: Any = None
        """The task of the test's own coroutine, while it runs."""
        self.started = False
        self.died: Resident | None = None
        """A fixture that died while the test ran, and ended it."""
        self.before = current.snapshot()


class Runtime:
    """Finds the host for everything that runs."""

    def __init__(self, live: LiveSuite, plan: Plan, settings: Settings) -> None:
        self.live, self.plan, self.settings = live, plan, settings
        self.hosts = Hosts(debug=settings.debug)
        self.contexts = Contexts()
        self.residents = Residents()
        self.closing = Closing(live.reaching, self.hosts)
        self.adopted = None if live.reaching is None else live.reaching.loop()
        """A loop that resources belong to since their import: it is the session's."""
        self.run: Run | None = None
        self.late: list[tuple[pytest.Item, pytest.FixtureDef[Any]]] = []
        """Fixtures that a running test asked for, but that live on another loop."""

        self.elsewhere: dict[Any, list[pytest.Item]] = {}
        """Resources that belonged to another loop than tests that failed on them."""

    def begin(self, item: pytest.Item) -> Run:
        """Start the run of an item, as planned."""
        self.contexts.catch_up()
        number = self.live.number.get(item)
        if number is None:
            self.run = Run(item, None, is_async_test(item, self.settings.mode))
        else:
            test = self.plan.suite.tests[number]
            self.run = Run(item, self.plan.placement(number), test.is_async)
        return self.run

    def run_of(self, item: pytest.Item) -> Run:
        """Give the run of an item, whoever has started it."""
        if self.run is None or self.run.item is not item:
            return self.begin(item)
        return self.run

    def end(self, run: Run) -> None:
        """End the run of an item: what was current before it is so again."""
        self._evict()
        current.restore(run.before)
        self.run = None

    def _evict(self) -> None:
        """Forget fixtures whose loop a test closed: the next test sets up new ones."""
        if not self.residents:
            return
        for host in self.hosts.broken():
            for resident in self.residents.on(host):
                self.residents.move_out(resident)
                # What it raises was told by the test that closed the loop.
                with contextlib.suppress(Exception):
                    resident.definition.finish(resident.request)
            self.hosts.discard(host)
        for resident in self.residents.dead():
            resident.definition.finish(resident.request)

    def make_current(self, run: Run) -> Host | None:
        """Make current what sync code of an item should find, and give its host.

        That of its test; where the plan has none, whatever the user left current,
        else a spare one.
        """
        if run.needs_loop:
            host = self.home(run)
        else:
            found = current.peek()
            if found is not None and not found.is_closed():
                return None
            host = self.spare(run.item)
        current.make_current(host.loop)
        return host

    def make_current_again(self) -> None:
        """Make current what the next teardown should find: the narrowest open loop."""
        run = self.run
        if run is None:
            return
        for key in (self._node(run.at, run.item), run.item.session, SPARE):
            host = self.hosts.get(key)
            if host is not None and not host.is_broken:
                current.make_current(host.loop)
                return

    def home(self, run: Run) -> Host:
        """Give the host that a test runs on, opened if it is not."""
        host = run.host
        if host is None or run.host_at is not run.at or host.is_broken:
            host = run.host = self.host_at(run.at, run.item)
            run.host_at = run.at
            current.make_current(host.loop)
        return host

    def _node(
        self, at: ScopeInstance | None, item: pytest.Item
    ) -> pytest.Item | pytest.Collector:
        """Give pytest's node for a scope instance, among the parents of ``item``.

        Among those, as pytest may have several nodes with one id: a module that is
        collected for its doctests, too, or twice.
        """
        return item if at is None else self.live.branches.node_of(at, item)

    def host_at(self, at: ScopeInstance | None, item: pytest.Item) -> Host:
        """Give the host of a scope instance; ``None`` is the item's own."""
        node = self._node(at, item)
        host = self.hosts.get(node)
        if host is None or host.is_broken:
            if host is not None:
                self.hosts.discard(host)
            host = self._open(node, loop_name(at, item), node)
        return host

    def _open(
        self, key: Hashable, name: str, node: pytest.Item | pytest.Collector
    ) -> Host:
        """Open a host that closes when ``node`` ends, after all that came later."""
        is_session = node is node.session and key is node
        adopted = self.adopted if is_session else None
        if adopted is not None and (adopted.is_closed() or adopted.is_running()):
            adopted = None
        host = self.hosts.open(key, name, adopted)

        def close() -> None:
            try:
                if not isinstance(node, pytest.Item):
                    self.closing.before_close(host)
                self.hosts.close(key, host)
            finally:
                self.make_current_again()

        node.addfinalizer(close)
        return host

    def spare(self, item: pytest.Item) -> Host:
        """Give the host whose loop is current in sync code that no plan covers."""
        host = self.hosts.get(SPARE)
        if host is not None and not host.is_broken:
            return host
        if host is not None:
            self.hosts.discard(host)
        return self._open(SPARE, "the loop of sync tests", item.session)

    def widen(self, run: Run) -> None:
        """Let a test join the widest loop of what it turned out to use.

        Only before it starts, and never against the user's explicit choice.
        """
        if not self.residents or run.is_foreign:
            return
        number = self.live.number.get(run.item)
        test = None if number is None else self.plan.suite.tests[number]
        if test is not None and test.loop_scope is not None:
            return
        before = run.at
        active = set(internals.active_definitions(run.item).values())
        for resident in self.residents:
            definition = resident.definition
            if definition not in active:
                # Hidden by an override that uses it, it may still be what counts.
                known = self.live.definitions.known(definition)
                if test is None or known is None or known.number not in test.uses.of:
                    continue
            run.needs_loop = True
            at = widest(run.at, resident.at)
            if at is not run.at:
                run.at = at
                self._note_late(run, before, definition)

    def _note_late(
        self,
        run: Run,
        before: ScopeInstance | None,
        definition: pytest.FixtureDef[Any],
    ) -> None:
        """Note a fixture for which others of the test were set up on another loop."""
        host = self.hosts.get(self._node(before, run.item))
        if host is not None and any(
            one.at is before and one.request.node is run.item
            for one in self.residents.on(host)
        ):
            self.late.append((run.item, definition))


def loop_name(at: ScopeInstance | None, item: pytest.Item) -> str:
    """Call a loop what a person would call it."""
    if at is None:
        return f"the own loop of {item.name}"
    return f"the {at.scope} loop" + (f" of {at.id}" if at.id else "")
