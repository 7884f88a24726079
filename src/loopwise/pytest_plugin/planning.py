"""From collected items to a plan, and to what runs it."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from loopwise.model.settings import Mode, Settings
from loopwise.plan.assign import assign
from loopwise.pytest_plugin.collect import LiveSuite, Reader
from loopwise.pytest_plugin.functions import is_async_inside
from loopwise.pytest_plugin.ownership import inner_test, other_runners

if TYPE_CHECKING:
    from loopwise.pytest_plugin.runner import Runner


def plan_session(
    items: Sequence[pytest.Item],
    config: pytest.Config,
    settings: Settings,
    *,
    always: bool = False,
) -> Runner | None:
    """Plan the collected items; ``None`` where nothing has to do with loops.

    That is a suite without async tests and fixtures, in which nobody has imported
    asyncio: it is not even touched, unless ``always`` says so.
    """
    if not settings.is_mode_chosen and other_runners(config):
        settings = dataclasses.replace(settings, mode=Mode.STRICT)
    rootdir = str(config.rootpath)
    always = always or bool(config.option.loop_plan) or "asyncio" in sys.modules
    reach = None
    if always or any(is_async_inside(inner_test(item)) for item in items):
        from loopwise.pytest_plugin.bound_types import read_catalog  # only now needed
        from loopwise.reach.reach import Reach

        named = config.getini("loopwise_first_party")
        reach = Reach(rootdir, read_catalog(config), named)
    live = Reader(rootdir, settings.mode, reach).read(items)
    if not (always or _is_async(live)):
        return None
    from loopwise.pytest_plugin.runner import Runner  # it says why

    return Runner(live, assign(live.suite, settings), settings)


def _is_async(live: LiveSuite) -> bool:
    suite = live.suite
    return any(member.lives_on_a_loop for member in suite.members) or any(
        test.is_async for test in suite.tests
    )
