"""Event loops by hand."""

import asyncio

import pytest


def configure_test_event_loop():
    """Create a new event loop for tests."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    return loop


def cleanup_event_loop(loop):
    """Close an event loop and what still runs on it."""
    pending = asyncio.all_tasks(loop)
    for task in pending:
        task.cancel()
    if pending:
        loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
    asyncio.set_event_loop(None)


@pytest.fixture
def standard_event_loop():
    """A loop for one test, which is the current one."""
    loop = configure_test_event_loop()
    yield loop
    cleanup_event_loop(loop)


@pytest.fixture(scope="module")
def module_event_loop():
    """A loop for the tests of a module."""
    loop = asyncio.new_event_loop()
    yield loop
    cleanup_event_loop(loop)


async def run_with_timeout(awaitable, timeout=5.0):
    """Run an async function or awaitable with a timeout."""
    if callable(awaitable):
        # If a callable was passed, call it to get the coroutine
        awaitable = awaitable()
    return await asyncio.wait_for(awaitable, timeout=timeout)
