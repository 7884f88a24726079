"""The session factory is patched where the late import does not look for it."""

from unittest.mock import AsyncMock, MagicMock, patch

import pytest

from app.services.flow_tracker import FlowTracker


async def answer():
    return 42


@pytest.mark.asyncio
async def test_saves_the_flow():
    session = MagicMock(commit=AsyncMock())
    factory = MagicMock()
    factory.return_value.__aenter__.return_value = session
    with patch("app.services.flow_tracker.AsyncSessionLocal", factory):
        await FlowTracker("orders").track("pay", answer())
    session.commit.assert_awaited_once()
