import asyncio

import pytest

from app.tests.utils.asyncio_helpers import (
    cleanup_event_loop,
    configure_test_event_loop,
    module_event_loop,
    run_with_timeout,
    standard_event_loop,
)

__all__ = ["module_event_loop", "standard_event_loop"]


async def answer():
    await asyncio.sleep(0)
    return 42


def answer_of_sync_code():
    return asyncio.get_event_loop().run_until_complete(answer())


def test_with_loop(standard_event_loop):
    # The loop is set as the current event loop
    assert asyncio.get_event_loop() is standard_event_loop
    assert standard_event_loop.run_until_complete(answer()) == 42


def test_sync_code_calls_async_code(standard_event_loop):
    assert answer_of_sync_code() == 42


def test_sync_code_without_a_loop_of_its_own():
    assert answer_of_sync_code() == 42


@pytest.mark.parametrize("times", [1, 2])
def test_loop_of_the_module(module_event_loop, times):
    for _ in range(times):
        assert module_event_loop.run_until_complete(answer()) == 42


def test_loop_by_hand():
    loop = configure_test_event_loop()
    try:
        waiting = loop.create_task(asyncio.sleep(60))
        assert loop.run_until_complete(answer()) == 42
    finally:
        cleanup_event_loop(loop)
    assert waiting.cancelled()


def test_sync_code_after_a_loop_by_hand():
    assert answer_of_sync_code() == 42


@pytest.mark.asyncio
async def test_with_timeout_of_coroutine():
    assert await run_with_timeout(answer(), timeout=1.0) == 42


@pytest.mark.asyncio
async def test_with_timeout_of_function():
    assert await run_with_timeout(answer, timeout=1.0) == 42


@pytest.mark.asyncio
async def test_too_slow():
    with pytest.raises(TimeoutError):
        await run_with_timeout(asyncio.sleep(60), timeout=0.01)


def test_sync_code_after_async_tests():
    assert answer_of_sync_code() == 42
