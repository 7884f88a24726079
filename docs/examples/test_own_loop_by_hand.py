import asyncio
from collections.abc import Iterator

import pytest

from loopwise.event_loops import cleanup_event_loop, configure_test_event_loop


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = configure_test_event_loop()
    yield loop
    cleanup_event_loop(loop)


def test_loop(loop: asyncio.AbstractEventLoop) -> None:
    assert asyncio.get_event_loop() is loop
    _ = loop.create_task(asyncio.sleep(60))  # left behind: the cleanup ends it
    assert loop.run_until_complete(asyncio.sleep(0, "done")) == "done"
