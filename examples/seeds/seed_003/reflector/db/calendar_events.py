"""Meetings, kept under the identifier that their calendar gave them."""

from sqlalchemy import select

from reflector.db import CalendarEvent


def parse_attendees(value):
    """The addresses in a calendar's ATTENDEE lines, of which one may come alone."""
    lines = [value] if isinstance(value, str) else value
    return [line.lower().removeprefix("mailto:") for line in lines]


async def upsert(session, ics_uid, attendees):
    """Keep a meeting, or change the one that is kept."""
    query = select(CalendarEvent).where(CalendarEvent.ics_uid == ics_uid)
    event = await session.scalar(query)
    if event is None:
        event = CalendarEvent(ics_uid=ics_uid)
        session.add(event)
    event.attendees = parse_attendees(attendees)
    await session.flush()
    return event
