import asyncio

import pytest


async def next_job(jobs: asyncio.Queue[str]) -> str:
    return await jobs.get()


@pytest.mark.asyncio(timeout=10)
async def test_in_time():
    jobs = asyncio.Queue()
    jobs.put_nowait("job")
    assert await next_job(jobs) == "job"


@pytest.mark.asyncio(timeout=10)
class TestJobs:
    async def test_limit_of_the_class(self): ...

    @pytest.mark.asyncio(timeout=0)
    async def test_no_limit(self): ...
