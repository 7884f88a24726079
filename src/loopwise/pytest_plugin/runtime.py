"""What lives while tests run: hosts, contexts, residents, and the running item."""

from __future__ import annotations

import contextlib
from asyncio import AbstractEventLoop
from collections.abc import Hashable
from typing import TYPE_CHECKING, Any

import pytest

from loopwise.loops import current
from loopwise.loops.contexts import Contexts
from loopwise.loops.factory import LoopFactory, default_factory
from loopwise.loops.host import Host
from loopwise.loops.hosts import Hosts
from loopwise.loops.leftovers import TasksWillNotEnd
from loopwise.model.plan import Plan
from loopwise.model.scope import Scope, ScopeInstance, widest
from loopwise.model.settings import Settings
from loopwise.provenance.births import Births
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.closing import Closing
from loopwise.pytest_plugin.collect import LiveSuite
from loopwise.pytest_plugin.deprecations import warn_of_closed
from loopwise.pytest_plugin.importing import checked, import_factory
from loopwise.pytest_plugin.left_behind import LeftBehind
from loopwise.pytest_plugin.ownership import is_async_test
from loopwise.pytest_plugin.residents import Residents
from loopwise.pytest_plugin.run import Run, loop_name
from loopwise.pytest_plugin.time_limits import clock_of

if TYPE_CHECKING:
    from loopwise.pytest_plugin.sourcing import Sourcing

SPARE = "spare"


class Runtime:
    """Finds the host for everything that runs."""

    def __init__(self, live: LiveSuite, plan: Plan, settings: Settings) -> None:
        self.live, self.plan, self.settings = live, plan, settings
        self.hosts = Hosts(_factory(settings), debug=settings.debug)
        self.births = Births(live.definitions.rootdir)
        self.births.watch()
        self.contexts = Contexts()
        self.residents = Residents()
        self.closing = Closing(live.reaching, self.hosts)
        self.left = LeftBehind(settings, self.hosts, self.residents)
        self.adopted = None if live.reaching is None else live.reaching.loop()
        """A loop that resources belong to since their import: it is the session's."""
        self.run: Run | None = None
        self.late: list[tuple[pytest.Item, pytest.FixtureDef[Any]]] = []
        """Fixtures that a running test asked for, but that live on another loop."""

        self.declared: dict[str, Plan] = {}
        """Plans of the suite with a type declared, which failures asked for."""

        self.sourcing: Sourcing | None = None
        """How loops are made in a suite that says so."""

    def begin(self, item: pytest.Item) -> Run:
        """Start the run of an item, as planned."""
        self.contexts.catch_up()
        number = self.live.number.get(item)
        if number is None:
            self.run = Run(item, None, is_async_test(item, self.settings.mode))
        else:
            test = self.plan.suite.tests[number]
            self.run = Run(item, self.plan.placement(number), test.is_async)
        self.run.clock = clock_of(self.live, self.settings, item)
        if self.sourcing is not None:
            self.sourcing.begin(self.run)
        self.left.begin(self.run)
        return self.run

    def run_of(self, item: pytest.Item) -> Run:
        """Give the run of an item, whoever has started it."""
        if self.run is None or self.run.item is not item:
            return self.begin(item)
        return self.run

    def end(self, run: Run) -> None:
        """End the run of an item: what was current before it is so again."""
        self._evict()
        if self.sourcing is not None:
            self.sourcing.leave(run)
        current.restore(run.before)
        self.run = None

    def _evict(self) -> None:
        """Forget fixtures whose loop a test closed: the next test sets up new ones."""
        if not self.residents:
            return
        untold: list[Host] = []
        for host in self.hosts.broken():
            if not self.residents.torn_off(host):
                untold.append(host)  # else the test that closed it has failed
            for resident in self.residents.on(host):
                self.residents.move_out(resident)
                # What it raises was told by the test that closed the loop.
                with contextlib.suppress(Exception):
                    resident.definition.finish(resident.request)
            self.hosts.discard(host)
        for resident in self.residents.dead():
            resident.definition.finish(resident.request)
        for host in untold:
            warn_of_closed(host.name)

    def make_current(self, run: Run) -> Host | None:
        """Make current what sync code of an item should find, and give its host.

        That of its test; where the plan has none, whatever the user left current,
        else a spare one.
        """
        if self.sourcing is not None:
            self.sourcing.enter(run)
        if not run.is_async and self._has_own_loop(run):
            return None
        if run.needs_loop:
            host = self.home(run)
        else:
            found = current.peek()
            if found is not None and not found.is_closed():
                return None
            host = self.spare(run.item)
        current.make_current(host.loop)
        return host

    def _has_own_loop(self, run: Run) -> bool:
        """Whether a sync fixture of a sync test has made a loop of its own current."""
        found = current.peek()
        return (
            found is not None
            and found is not run.before.loop
            and not found.is_closed()
            and all(host.loop is not found for host in self.hosts)
        )

    def make_current_again(self) -> None:
        """Make current what the next teardown should find: the narrowest open loop."""
        run = self.run
        if run is None:
            return
        for key in (self.node(run.at, run.item), run.item.session, SPARE):
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

    def node(
        self, at: ScopeInstance | None, item: pytest.Item
    ) -> pytest.Item | pytest.Collector:
        """Give pytest's node for a scope instance, among the parents of ``item``.

        Among those, as pytest may have several nodes with one id: a module that is
        collected for its doctests, too, or twice.
        """
        return item if at is None else self.live.branches.node_of(at, item)

    def place(
        self, item: pytest.Item, scope: Scope, home: str | None
    ) -> ScopeInstance | None:
        """Give the instance of a scope that an item stands in."""
        return self.live.branches.of(item).at(scope, home)

    def host_at(self, at: ScopeInstance | None, item: pytest.Item) -> Host:
        """Give the host of a scope instance; ``None`` is the item's own."""
        node = self.node(at, item)
        host = self.hosts.get(node)
        if host is not None and host.is_broken:
            self.hosts.discard(host)
            host = None
        if host is None and self.sourcing is not None:
            factory, source = self.sourcing.make(at, item)
            host = self.hosts.get(node)  # a fixture of the user's may have made it
            if host is None:
                host = self.open(at, item, factory=factory, source=source)
        return host or self.open(at, item)

    def open(
        self,
        at: ScopeInstance | None,
        item: pytest.Item,
        *,
        adopted: AbstractEventLoop | None = None,
        factory: LoopFactory | None = None,
        source: Hashable = None,
    ) -> Host:
        """Open the host of a scope instance, which has none."""
        node = self.node(at, item)
        if adopted is None and node is item.session and factory is None:
            adopted = self.adopted
            if adopted is not None and (adopted.is_closed() or adopted.is_running()):
                adopted = None
        name = loop_name(at, item)
        return self._opened(node, node, name, adopted, factory, source)

    def _opened(
        self,
        key: Hashable,
        node: pytest.Item | pytest.Collector,
        name: str,
        adopted: AbstractEventLoop | None = None,
        factory: LoopFactory | None = None,
        source: Hashable = None,
    ) -> Host:
        """Open a host that is closed when ``node`` ends."""
        with self.births.expected():
            host = self.hosts.open(key, name, adopted, factory, source)
        self.births.name(host.loop, name)
        self._close_with(key, node, host)
        return host

    def _close_with(
        self, key: Hashable, node: pytest.Item | pytest.Collector, host: Host
    ) -> None:
        """Close a host when ``node`` ends, after all that came later."""
        self.left.opened(host)

        def close() -> None:
            if host.is_broken and self.hosts.get(key) is host:
                warn_of_closed(host.name)
            try:
                if not isinstance(node, pytest.Item):
                    self.closing.before_close(host)
                self.left.before_close(host, node)
                self.hosts.close(key, host)
            except TasksWillNotEnd:
                raise
            except RuntimeError as error:
                warn_of_closed(host.name, error)
            finally:
                self.left.closed(host)
                self.make_current_again()

        node.addfinalizer(close)

    def vacate(self, host: Host, *, ends: bool = True) -> None:
        """Close a host before its time: what lives on it ends first, the latest first.

        With ``ends=False`` somebody else closes the loop, and ends what is left on it.

        Raises:
            ExceptionGroup: teardowns that failed; the others are done all the same.
        """
        errors: list[Exception] = []
        for resident in self.residents.on(host):
            try:
                resident.definition.finish(resident.request)
            except Exception as error:
                errors.append(error)
        self.closing.before_close(host)
        self.hosts.discard(host)
        if ends:
            host.close()
        if errors:
            raise (
                errors[0]
                if len(errors) == 1
                else ExceptionGroup(f"teardown of what lived on {host.name}", errors)
            )

    def spare(self, item: pytest.Item) -> Host:
        """Give the host whose loop is current in sync code that no plan covers."""
        host = self.hosts.get(SPARE)
        if host is not None and not host.is_broken:
            return host
        if host is not None:
            self.hosts.discard(host)
        return self._opened(SPARE, item.session, "the loop of sync tests")

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

    def follow(self, run: Run, at: ScopeInstance | None) -> None:
        """Let a sync test that runs go where a fixture is that it has asked for.

        Only a coroutine that has started cannot move.
        """
        if run.is_async:
            return
        run.needs_loop, run.at = True, widest(run.at, at)
        self.make_current(run)

    def _note_late(
        self,
        run: Run,
        before: ScopeInstance | None,
        definition: pytest.FixtureDef[Any],
    ) -> None:
        """Note a fixture for which others of the test were set up on another loop."""
        host = self.hosts.get(self.node(before, run.item))
        if host is not None and any(
            one.at is before and one.request.node is run.item
            for one in self.residents.on(host)
        ):
            self.late.append((run.item, definition))


def _factory(settings: Settings) -> LoopFactory:
    if settings.loop_factory is None:
        return default_factory
    named = settings.loop_factory
    return checked(import_factory(named.name, named.source), named.source)
