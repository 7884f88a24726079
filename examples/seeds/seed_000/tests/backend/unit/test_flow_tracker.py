"""The database is patched where the late import finds it."""

from unittest.mock import AsyncMock, MagicMock, patch

import pytest

from app.services.flow_tracker import FlowTracker


async def answer():
    return 42


@pytest.fixture
def saved():
    session = MagicMock(commit=AsyncMock())
    factory = MagicMock()
    factory.return_value.__aenter__.return_value = session
    with patch("app.core.database.AsyncSessionLocal", factory):
        yield session


@pytest.mark.asyncio
async def test_saves_what_it_tracked(saved):
    await FlowTracker("orders").track("pay", answer())
    (step,) = saved.add.call_args.args
    assert (step.flow, step.name) == ("orders", "pay")
    saved.commit.assert_awaited_once()


@pytest.mark.asyncio
async def test_saves_nothing_of_a_step_that_fails(saved):
    async def fail():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await FlowTracker("orders").track("pay", fail())
    saved.add.assert_not_called()
