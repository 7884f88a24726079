"""The client of a sync fixture, which nobody closes."""

import asyncio

import pytest


@pytest.mark.asyncio
async def test_health(health_client):
    response = await health_client.get("/health")
    assert response.json() == {"status": "ok"}


@pytest.mark.asyncio
async def test_health_soon(health_client):
    started = asyncio.get_event_loop().time()
    await health_client.get("/health")
    assert asyncio.get_event_loop().time() - started < 30


@pytest.mark.asyncio
async def test_health_many_times(health_client):
    responses = await asyncio.gather(*(health_client.get("/health") for _ in range(5)))
    assert {response.status_code for response in responses} == {200}
