"""The async tests of a run, made known to those who look for them."""

from __future__ import annotations

import inspect

import pytest

from loopwise.compat.fixtures import FACTORY
from loopwise.model.settings import Mode, Settings
from loopwise.pytest_plugin.deprecations import refuse_generator
from loopwise.pytest_plugin.functions import innermost
from loopwise.pytest_plugin.marks import NAME
from loopwise.pytest_plugin.ownership import inner_test, is_async_test, is_foreign
from loopwise.pytest_plugin.takeover import make_recognisable


def runs(item: pytest.Item, settings: Settings) -> bool:
    """Tell whether this is an async test that Loopwise runs."""
    return is_async_test(item, settings.mode) and not is_foreign(item)


def prepare(item: pytest.Item, settings: Settings) -> None:
    """Make an async test known before conftests and plugins see it.

    Where the user chose the auto mode, it carries the mark, as those of
    pytest-asyncio do: ``-m asyncio`` selects them.
    """
    if not runs(item, settings):
        return
    is_marked = settings.is_mode_chosen and settings.mode is Mode.AUTO
    if is_marked and item.get_closest_marker(NAME) is None:
        item.add_marker(NAME)
    if FACTORY in getattr(getattr(item, "callspec", None), "params", ()):
        # pytest has dropped it, as no fixture asks for it.
        if FACTORY not in item.fixturenames:  # type: ignore[attr-defined]  # Function
            item.fixturenames.append(FACTORY)  # type: ignore[attr-defined]  # the same
    if inspect.isasyncgenfunction(innermost(inner_test(item))):
        refuse_generator(item)
    make_recognisable(item)
