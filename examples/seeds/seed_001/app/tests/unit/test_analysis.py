"""One semaphore, made at import, that async and sync tests wait for."""

import asyncio

import pytest

from app.services.analysis import analyse, analyse_all


@pytest.mark.asyncio
async def test_analyses_one():
    assert await analyse("slept well") == ["slept", "well"]


@pytest.mark.asyncio
async def test_analyses_two_at_once():
    results = await asyncio.gather(analyse("slept well"), analyse("slept"))
    assert results == [["slept", "well"], ["slept"]]


@pytest.mark.asyncio
async def test_analyses_three_at_once():
    results = await asyncio.gather(*(analyse(note) for note in ("a", "b", "c")))
    assert results == [["a"], ["b"], ["c"]]


def test_analyses_from_sync_code():
    assert analyse_all(["slept well", "ate"]) == [["slept", "well"], ["ate"]]
