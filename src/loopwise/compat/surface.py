"""What of pytest-asyncio is spoken, and what its names ask of a running pytest."""

from __future__ import annotations

from collections.abc import Callable

import pytest

VERSION = "1.5.0"
"""The release of pytest-asyncio whose surface this is."""

RUNS = pytest.StashKey[Callable[[pytest.Item], bool]]()
"""Where a test run keeps what tells which tests are run on a loop."""


def is_async_test(item: pytest.Item) -> bool:
    """Tell whether a collected test is an async one that Loopwise runs.

    As ``pytest_asyncio.is_async_test``: for conftests that add marks to async tests.
    """
    runs = item.config.stash.get(RUNS, None)
    return runs is not None and runs(item)
