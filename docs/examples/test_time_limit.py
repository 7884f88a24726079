import asyncio

import pytest

from loopwise.event_loops import run_with_timeout


async def next_job(jobs: asyncio.Queue[str]) -> str:
    return await jobs.get()


async def work() -> str:
    return await next_job(asyncio.Queue())


async def test_in_time() -> None:
    assert await run_with_timeout(asyncio.sleep(0, "done"), timeout=1) == "done"


async def test_too_late() -> None:
    with pytest.raises(TimeoutError) as caught:
        await run_with_timeout(work, timeout=0.05)
    text = str(caught.value)
    assert text.startswith("work did not finish within 0.05 s; it was waiting for ")
    assert "Queue.get at test_time_limit.py:9 in next_job, called from " in text
