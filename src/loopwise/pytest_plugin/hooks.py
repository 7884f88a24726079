"""Loopwise's own hooks, for conftests and plugins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from loopwise.resources.bound_type import BoundType


@pytest.hookspec
def pytest_loopwise_bound_types(config: pytest.Config) -> Iterable[BoundType]:
    """Declare types whose objects belong to an event loop.

    Called once, before the tests are planned. A row takes the place of Loopwise's own
    for the same type.

    Args:
        config: pytest's configuration.

    Returns:
        Rows for the catalog, as ``loopwise.bound_types.BoundType``.
    """
    raise NotImplementedError
