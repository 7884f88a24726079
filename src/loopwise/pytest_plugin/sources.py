"""Where loops come from in suites that say so: factories, policies, fixtures.

Most suites say nothing, and then none of this is there.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from loopwise.compat.finder import PLUGIN
from loopwise.compat.fixtures import EVENT_LOOP, FACTORY, POLICY
from loopwise.model.scope import Scope
from loopwise.pytest_plugin import _pytest_internals as internals
from loopwise.pytest_plugin.functions import is_async_inside
from loopwise.pytest_plugin.takeover import HOOK

if TYPE_CHECKING:
    from loopwise.loops.factory import LoopFactory  # brings asyncio

OURS = ("loopwise.compat.fixtures", PLUGIN)
"""Modules whose fixtures are no overrides."""


@dataclass(slots=True)
class Sources:
    """What a suite says about how its loops are made."""

    overrides: frozenset[pytest.FixtureDef[Any]] = frozenset()
    """The suite's own ``event_loop`` fixtures, each of which makes a loop."""
    policies: frozenset[pytest.FixtureDef[Any]] = frozenset()
    """The suite's own ``event_loop_policy`` fixtures."""
    marked: dict[pytest.Item, Callable[[], Any]] = field(default_factory=dict)
    """Loop factories that tests are marked with."""
    busy: set[pytest.FixtureDef[Any]] = field(default_factory=set)
    """Those that are being set up."""
    failed: dict[pytest.FixtureDef[Any], Exception] = field(default_factory=dict)
    """Overrides that nobody asked for, and that cannot be set up."""
    _names: dict[pytest.FixtureDef[Any], frozenset[str]] = field(default_factory=dict)
    """The fixtures that each of them is made from."""

    @contextmanager
    def being_set_up(self, definition: pytest.FixtureDef[Any]) -> Iterator[None]:
        """Make no loop from a fixture, nor for what it asks for, meanwhile."""
        self.busy.add(definition)
        try:
            yield
        finally:
            self.busy.discard(definition)

    def factory_of(self, item: pytest.Item) -> LoopFactory | None:
        """Give the loop factory that a test is run with, if it is a special one."""
        found: LoopFactory | None = self.marked.get(item) or _parameter(item, FACTORY)
        return found

    def source_of(self, item: pytest.Item) -> Hashable:
        """Give what the loops of a test are made with: equal for those that may mix."""
        policy = _parameter(item, POLICY)
        loop = _parameter(item, EVENT_LOOP)
        return (self.factory_of(item), id(policy), id(loop))

    def override_of(
        self, item: pytest.Item
    ) -> tuple[pytest.FixtureDef[Any], Scope] | None:
        """Give the ``event_loop`` fixture that a test sees, if the suite made it."""
        seen = self._nearest(item, EVENT_LOOP, self.overrides)
        if seen is None or seen in self.failed:
            return None
        return seen, Scope.from_name(seen.scope)

    def extends(self, item: pytest.Item) -> bool:
        """Whether a test sees an ``event_loop`` fixture that extends another one."""
        found = self.override_of(item)
        return found is not None and EVENT_LOOP in found[0].argnames

    def feeds(self, definition: pytest.FixtureDef[Any], item: pytest.Item) -> bool:
        """Whether what makes the loops of a test is itself made from this fixture."""
        for name, among in ((EVENT_LOOP, self.overrides), (POLICY, self.policies)):
            seen = self._nearest(item, name, among)
            if seen is None:
                continue
            if seen not in self._names:
                self._names[seen] = internals.closure_of(seen, item)
            if definition.argname in self._names[seen]:
                return True
        return False

    def policy_of(self, item: pytest.Item) -> pytest.FixtureDef[Any] | None:
        """Give the ``event_loop_policy`` fixture that a test sees, as above."""
        return self._nearest(item, POLICY, self.policies)

    def _nearest(
        self, item: pytest.Item, name: str, among: frozenset[pytest.FixtureDef[Any]]
    ) -> pytest.FixtureDef[Any] | None:
        if not among or not internals.knows_fixtures(item):
            return None
        seen = internals.visible_definitions(item, name)
        if not seen or seen[-1] not in among or seen[-1] in self.busy:
            return None
        return seen[-1]


def find_sources(session: pytest.Session) -> Sources | None:
    """Find what a suite says about its loops; ``None`` where it says nothing."""
    overrides = (
        one
        for one in internals.all_definitions(session, EVENT_LOOP)
        if not is_async_inside(one.func)
    )
    policies = internals.all_definitions(session, POLICY)
    found = Sources(_theirs(overrides), _theirs(policies))
    has_hook = bool(getattr(session.config.hook, HOOK).get_hookimpls())
    return found if found.overrides or found.policies or has_hook else None


def _theirs(
    definitions: Iterable[pytest.FixtureDef[Any]],
) -> frozenset[pytest.FixtureDef[Any]]:
    return frozenset(
        one
        for one in definitions
        if one.func.__module__ not in OURS and not internals.is_direct_parameter(one)
    )


def _parameter(item: pytest.Item, name: str) -> Any:
    for one, value, _ in internals.parameters(item):
        if one == name:
            return value
    return None
