from uuid import uuid4

import pytest

from app.services.flow_tracker import FlowTracker, steps_of

pytestmark = pytest.mark.asyncio


async def answer():
    return 42


async def test_tracks_one_step():
    tracker = FlowTracker(f"flow-{uuid4()}")
    assert await tracker.track("only", answer()) == 42
    assert await steps_of(tracker.flow) == ["only"]


async def test_tracks_steps_in_order():
    tracker = FlowTracker(f"flow-{uuid4()}")
    for name in ("first", "second", "third"):
        await tracker.track(name, answer())
    assert await steps_of(tracker.flow) == ["first", "second", "third"]


async def test_tracks_requests(api_client):
    tracker = FlowTracker(f"flow-{uuid4()}")
    response = await tracker.track("health", api_client.get("/health"))
    assert response.status_code == 200
    assert await steps_of(tracker.flow) == ["health"]
