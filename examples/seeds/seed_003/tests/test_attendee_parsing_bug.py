"""A single attendee comes as text, which once was taken letter by letter."""

import pytest

from reflector.db import calendar_events


@pytest.mark.asyncio
async def test_attendee_parsing_bug(session):
    event = await calendar_events.upsert(session, "lone", "MAILTO:ann@example.com")
    assert event.attendees == ["ann@example.com"]


@pytest.mark.asyncio
async def test_many_attendees(session):
    lines = ["MAILTO:ann@example.com", "mailto:bob@example.com"]
    event = await calendar_events.upsert(session, "many", lines)
    assert event.attendees == ["ann@example.com", "bob@example.com"]


@pytest.mark.asyncio
async def test_attendees_change(session):
    first = await calendar_events.upsert(session, "changed", [])
    second = await calendar_events.upsert(session, "changed", "MAILTO:ann@example.com")
    assert first is second
    assert second.attendees == ["ann@example.com"]
