"""From collected items to a plan, and to what runs it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from loopwise.model.settings import Mode, Settings
from loopwise.plan.assign import assign
from loopwise.pytest_plugin.collect import LiveSuite, Reader
from loopwise.pytest_plugin.functions import is_async_inside
from loopwise.pytest_plugin.ownership import inner_test, is_foreign
from loopwise.pytest_plugin.sources import Sources, find_sources

if TYPE_CHECKING:
    from loopwise.pytest_plugin.runner import Runner


def plan_session(
    session: pytest.Session,
    items: Sequence[pytest.Item],
    settings: Settings,
    *,
    always: bool = False,
) -> Runner | None:
    """Plan the collected items; ``None`` where nothing has to do with loops.

    That is a suite without async tests and fixtures, in which nobody has imported
    asyncio: it is not even touched, unless ``always`` says so.
    """
    config = session.config
    rootdir = str(config.rootpath)
    always = always or bool(config.option.loop_plan) or "asyncio" in sys.modules
    reach = None
    if always or any(is_async_inside(inner_test(item)) for item in items):
        from loopwise.pytest_plugin.bound_types import read_catalog  # only now needed
        from loopwise.reach.reach import Reach

        named = config.getini("loopwise_first_party")
        reach = Reach(rootdir, read_catalog(config), named)
    sources = find_sources(session)
    overrides = sources.overrides if sources else ()
    live = Reader(rootdir, settings.mode, reach, overrides).read(items)
    if not (always or _is_async(live) or _leaves_some(items, settings)):
        return None
    from loopwise.pytest_plugin.runner import Runner  # it says why

    if live.factories:
        sources = sources or Sources()
        sources.marked.update(live.factories)
    return Runner(live, assign(live.suite, settings), settings, sources)


def _leaves_some(items: Sequence[pytest.Item], settings: Settings) -> bool:
    """Whether strict mode leaves async tests to nobody: they fail, and want to know."""
    return settings.mode is Mode.STRICT and any(
        is_async_inside(inner_test(item)) and not is_foreign(item) for item in items
    )


def _is_async(live: LiveSuite) -> bool:
    suite = live.suite
    return any(member.lives_on_a_loop for member in suite.members) or any(
        test.is_async for test in suite.tests
    )
