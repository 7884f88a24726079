"""A pytest plugin that notes where each async test ran, and what it touched there.

Loaded by name beside Loopwise (`-p benchmarks.precision.observer`). Without Loopwise it
notes outcomes alone, to compare with.
"""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from types import FunctionType
from typing import Any

import pytest

from benchmarks.precision.watching import ANSWER, FREED, Watch, functions_that_name
from benchmarks.released.outcomes import Outcomes

_CHOICES = frozenset({"loop_scope", "scope"})
_DEEP_IN_FIXTURE = 3
_DEEP_IN_RESOURCE = 2
_SYMPTOMS = (
    "attached to a different loop",
    "bound to a different event loop",
    "different event loop",
    "different loop",
    "Event loop is closed",
    "another operation is in progress",
    "Timeout context manager should be used inside a task",
    "There is no current event loop",
)


def pytest_configure(config: pytest.Config) -> None:
    """Take part."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Observer(config), "loopwise-precision")


def _without_loop_scope(marks: list[pytest.Mark]) -> list[pytest.Mark]:
    return [_bare(one) if one.name == "asyncio" else one for one in marks]


def _bare(one: pytest.Mark) -> pytest.Mark:
    given = {k: v for k, v in one.kwargs.items() if k not in _CHOICES}
    return pytest.mark.asyncio(*one.args, **given).mark


class Observer:
    """Notes what happens, test by test."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._watch: Watch | None = None
        self._outcomes = Outcomes()
        self._symptoms: dict[str, str] = {}
        self._tests: list[dict[str, Any]] = []
        self._objects: dict[int, str] = {}
        self._makers: set[int] = set()
        self._unseen: set[str] = set()
        self._set_up: set[Any] = set()
        self._now: dict[str, Any] | None = None

    @property
    def _runtime(self) -> Any:
        plugin = self._config.pluginmanager.get_plugin("loopwise-session")
        runner = getattr(plugin, "_runner", None)
        return None if runner is None else runner.runtime

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Take the loop scopes off all marks: the plan has to find them by itself."""
        if FREED not in os.environ:
            return
        for node in {node for item in items for node in item.listchain()}:
            node.own_markers[:] = _without_loop_scope(node.own_markers)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Note one test from set-up to teardown."""
        runtime = self._runtime
        number = None if runtime is None else runtime.live.number.get(item)
        if number is None or not runtime.plan.suite.tests[number].is_async:
            return (yield)
        if self._watch is None:
            self._watch = Watch()
        before = set(self._objects)
        self._look(runtime, number)
        if not before:
            before = set(self._objects)
        self._watch.touched.clear()
        self._set_up.clear()
        self._now = {"id": item.nodeid}
        try:
            return (yield)
        finally:
            self._look(runtime, number)
            born = {self._objects[one] for one in self._objects.keys() - before}
            self._finish(runtime, number, born)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: Any) -> Generator[None, Any, Any]:
        """Note a fixture that is set up for the test that runs."""
        self._set_up.add(fixturedef)
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Watch the values of fixtures from here on."""
        self._look_again(item)
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_teardown(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Note where the test ran."""
        self._look_again(item)
        runtime = self._runtime
        run = None if runtime is None else runtime.run
        if self._now is not None and run is not None and run.item is item:
            self._now["scope"] = "function" if run.at is None else str(run.at.scope)
            self._now["widened"] = run.at is not run.placement.loop
            if run.host is not None:
                self._now["elsewhere"] = self._elsewhere(runtime, run.host.loop)
        return (yield)

    def _look_again(self, item: pytest.Item) -> None:
        runtime = self._runtime
        if self._now is not None and runtime is not None:
            self._look(runtime, runtime.live.number[item])

    def _elsewhere(self, runtime: Any, loop: Any) -> list[str]:
        """Give the resources that the test touched and that belong elsewhere."""
        from loopwise.resources.objects import loop_of  # noqa: PLC0415 - if it is there

        touched = self._watch.touched if self._watch is not None else set()
        return [
            runtime.plan.suite.members[number].name
            for _, number, row, thing in runtime.live.reaching.objects()
            if _label(runtime, number) in touched
            and loop_of(row, thing) not in {None, loop}
        ]

    def _look(self, runtime: Any, number: int) -> None:
        """Watch resources, and values of the test's fixtures that live on a loop."""
        watch = self._watch
        if watch is None:
            return
        if runtime.live.reaching is not None:
            for _, member, row, thing in runtime.live.reaching.objects():
                if id(thing) not in self._objects:
                    label = self._objects[id(thing)] = _label(runtime, member)
                    idle = frozenset(row.harmless)
                    if not watch.add(label, thing, _DEEP_IN_RESOURCE, idle):
                        self._unseen.add(label)
            self._look_at_makers(runtime, watch)
        for definition, member in _wide_fixtures(runtime, number):
            cached = definition.cached_result
            if cached is None or cached[2] is not None:
                continue
            label = _label(runtime, member)
            if not watch.add(label, cached[0], _DEEP_IN_FIXTURE):
                self._unseen.add(label)

    def _look_at_makers(self, runtime: Any, watch: Watch) -> None:
        """Watch what makes a resource when first asked: that may be gone soon after."""
        reaching = runtime.live.reaching
        for one in reaching.reach.found:
            number, thing = reaching.number_of.get(one.bit), one.thing()
            if isinstance(thing, (type, FunctionType)):
                continue  # what it keeps is an object by now, or was never kept
            if (
                number is None
                or one.is_made
                or thing is None
                or id(thing) in self._makers
            ):
                continue
            self._makers.add(id(thing))
            made_by = (one.row.name, *one.row.made_by)
            called = frozenset(name.rpartition(":")[2] for name in made_by)
            label = _label(runtime, number)
            watch.add(label, thing, 0, only=functions_that_name(type(thing), called))

    def _finish(self, runtime: Any, number: int, born: set[str]) -> None:
        now, self._now = self._now, None
        if now is None or self._watch is None or "scope" not in now:
            return
        test, reason = runtime.plan.suite.tests[number], runtime.plan.reason(number)
        set_up = {
            _label(runtime, member)
            for definition, member in _wide_fixtures(runtime, number)
            if definition in self._set_up
        }
        unseen = {_label(runtime, member) for member in test.uses.of} & self._unseen
        now.update(
            planned=str(runtime.plan.placement(number).scope),
            because=reason.because.name,
            reason=str(reason),
            steps=[f"{one.name} ({one.place})" for one in reason.steps[1:]],
            touched=sorted(self._watch.touched | born | set_up),
            unseen=sorted(unseen),
        )
        self._tests.append(now)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note outcomes, and texts that speak of loops."""
        self._outcomes.pytest_runtest_logreport(report)
        if report.failed:
            text = report.longreprtext
            for symptom in _SYMPTOMS:
                if symptom in text:
                    self._symptoms[report.nodeid] = symptom

    def pytest_sessionfinish(self) -> None:
        """Leave everything behind."""
        answer = {
            "tests": self._tests,
            "outcomes": self._outcomes.phases,
            "symptoms": self._symptoms,
        }
        Path(os.environ[ANSWER]).write_text(json.dumps(answer), encoding="utf-8")


def _label(runtime: Any, member: int) -> str:
    return f"{runtime.plan.suite.members[member].name} #{member}"


def _wide_fixtures(runtime: Any, number: int) -> Iterator[tuple[Any, int]]:
    """Give the test's fixtures that live on a loop and are kept for more than it."""
    used = runtime.plan.suite.tests[number].uses.of
    residents = {one.definition for one in runtime.residents}
    for definition, known in list(runtime.live.definitions._found.items()):  # noqa: SLF001
        if known.number not in used or definition.scope == "function":
            continue
        if known.number in runtime.plan.on_loops or definition in residents:
            yield definition, known.number
