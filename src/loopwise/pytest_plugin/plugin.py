"""pytest's hooks: each a few lines that hand over.

Loaded in every test run of every project that has Loopwise installed, so it imports
little: asyncio, and what runs on it, only when there is something to run.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

from loopwise.pytest_plugin import _pytest_internals as internals

internals.load_as_it_is("loopwise")  # before the others are imported

from loopwise.compat.surface import RUNS
from loopwise.model.settings import Settings
from loopwise.pytest_plugin import event_loops, hooks, terminal
from loopwise.pytest_plugin.async_items import prepare, runs
from loopwise.pytest_plugin.functions import is_plainly_async
from loopwise.pytest_plugin.loop_factories import parametrize
from loopwise.pytest_plugin.options import add_options, read_settings
from loopwise.pytest_plugin.ownership import effective, is_function
from loopwise.pytest_plugin.planning import plan_session
from loopwise.pytest_plugin.takeover import take_over

if TYPE_CHECKING:
    from loopwise.pytest_plugin.runner import Runner


def pytest_addoption(
    parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager
) -> None:
    """Add the options, and take pytest-asyncio's place."""
    take_over(pluginmanager)
    pluginmanager.add_hookspecs(hooks)
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    """Read the options, and take part in the run."""
    config.addinivalue_line(
        "markers",
        "asyncio(loop_scope=..., timeout=...): run this async test on a loop that is "
        "kept for a scope: function, class, module, package or session; for so many "
        "seconds at most (Loopwise)",
    )
    plugin = LoopwisePlugin(read_settings(config))
    config.stash[RUNS] = plugin.runs
    config.pluginmanager.register(plugin, "loopwise-session")
    config.pluginmanager.register(event_loops, "loopwise-event-loops")
    terminal.prepare(config)


def pytest_cmdline_main(config: pytest.Config) -> int | None:
    """Show what a message means in place of running, where that was asked for."""
    return terminal.show_page(config)


def _has_more(info: pytest.ExceptionInfo[BaseException] | None) -> bool:
    """Whether a frame may be hidden from a traceback: others are shown then.

    Where it is the last, as for a group of failed teardowns, pytest 8.4 fails on the
    empty rest, and later ones speak of hidden frames.
    """
    if info is None or isinstance(info.value, BaseExceptionGroup):
        return False
    from loopwise.loops.users_code import is_users  # only for a failure

    return any(is_users(str(entry.path)) for entry in info.traceback)


class LoopwisePlugin:
    """One test run."""

    def __init__(self, settings: Settings) -> None:
        self._chosen = self._settings = settings
        self._runners = 0
        self._runner: Runner | None = None
        self._collected: list[pytest.Item] = []
        self._told: dict[str, None] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Read the options again: conftests may set some when they are configured."""
        self._chosen = self._settings = read_settings(session.config)

    def pytest_report_header(self) -> str:
        """Say in one line what will happen."""
        return terminal.header(self._settings)

    def runs(self, item: pytest.Item) -> bool:
        """Tell whether this is an async test that Loopwise runs."""
        return runs(item, self._effective(item.config))

    def _effective(self, config: pytest.Config) -> Settings:
        """Give the settings that count, with the plugins that there are so far."""
        count = len(config.hook.pytest_pyfunc_call.get_hookimpls())
        if count != self._runners:
            self._runners = count
            self._settings = effective(self._chosen, config)
        return self._settings

    @pytest.hookimpl(tryfirst=True)
    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Let a test run once with each of its loop factories, or policies."""
        parametrize(metafunc, self._effective(metafunc.config))

    @pytest.hookimpl(tryfirst=True)
    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Make an async test known to those who look for them."""
        prepare(item, self._effective(item.config))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> Generator[None, None, None]:
        """Remember all tests: the plan must not depend on which ones ``-k`` leaves."""
        self._effective(config)
        self._collected = list(items)
        return (yield)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Make the plan, when no plugin changes marks or items any more."""
        items = dict.fromkeys([*self._collected, *session.items])
        self._collected = []
        self._runner = plan_session(session, list(items), self._settings)
        if self._runner is not None and self._runner.has_sources():
            session.config.pluginmanager.register(SetUp(self._runner))
        self._add_time_limits(session.config)
        if session.config.pluginmanager.has_plugin("pytester"):
            # It forgets what a run inside this process has imported, and asyncio does
            # not work when it is imported again: its C part keeps the first one.
            import asyncio  # noqa: F401 - for its effect

    def _add_time_limits(self, config: pytest.Config) -> None:
        if self._runner is not None and self._runner.has_limits():
            config.pluginmanager.register(self._runner.time_limits())

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """Print the plan in place of running, where that was asked for."""
        if session.testsfailed or self._runner is None:
            return None
        return terminal.show_plan(session, self._runner)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Start the run of an item."""
        if self._runner is not None:
            self._runner.begin(item)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, None, None]:
        """End the run of an item."""
        __tracebackhide__ = _has_more
        failed = True
        try:
            result = yield
            failed = False
        finally:
            if self._runner is not None:
                self._runner.end(item, failed=failed)
        return result

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[Any]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Explain a failure that is about loops, behind its traceback."""
        report = yield
        # After all others: an xfail is no failure.
        if report.failed and self._runner is not None:
            self._runner.explain(item, call, report)
        return report

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: Any
    ) -> Generator[None, object, object]:
        """Run an async fixture; give a sync one the right current loop."""
        if self._runner is None and is_plainly_async(fixturedef.func):
            # Asked for by a name that no code in the suite tells.
            session = request.session
            self._runner = plan_session(
                session, session.items, self._settings, always=True
            )
            self._add_time_limits(session.config)
        if self._runner is None:
            return (yield)
        with self._runner.around_setup(fixturedef, request):
            value = yield
        self._runner.look_at(fixturedef, request, value)
        return value

    def pytest_fixture_post_finalizer(self, fixturedef: pytest.FixtureDef[Any]) -> None:
        """Put back the current loop that a fixture's teardown may have changed."""
        if self._runner is not None:
            self._runner.torn_down(fixturedef)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> None:
        """Give a test that is no plain function the right current loop."""
        if self._runner is not None and not is_function(item):
            self._runner.call_other(item)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_pyfunc_call(
        self, pyfuncitem: pytest.Function
    ) -> Generator[None, object, object]:
        """Run an async test; give a sync one the right current loop."""
        if self._runner is None:
            return (yield)
        with self._runner.around_call(pyfuncitem):
            return (yield)

    # After pytest's own, which tears down what `-x` has left.
    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Let the process that has a terminal know what there is to tell."""
        if self._runner is not None:
            self._told.update(terminal.diagnostics_of(self._runner))
            self._runner.close()
            terminal.hand_over(session.config, list(self._told))
        terminal.paint_failures(session.config)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take what a worker of pytest-xdist has to tell: each thing once."""
        self._told.update(terminal.handed_over(node))

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Tell what will not fit together, or did not."""
        terminal.show_diagnostics(terminalreporter, list(self._told))


class SetUp:
    """For suites that say how loops are made: a mistake there is one of the set-up."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Ask for what a test runs under, after pytest has set up its fixtures."""
        self._runner.enter(item)
