"""A host for each test that asks for one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from loopwise.loops import current
from loopwise.loops.host import Host


@pytest.fixture(autouse=True)
def _current_loop() -> Iterator[None]:
    """Leave the current event loop as it was, whatever a test does."""
    before = current.snapshot()
    yield
    current.restore(before)


@pytest.fixture
def host() -> Iterator[Host]:
    """Open a host, and close it if the test has not."""
    opened = Host("the loop of the test")
    yield opened
    opened.close()
