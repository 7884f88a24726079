"""Transcripts."""

from sqlalchemy import select

from reflector.db import Transcript


async def add(session, name):
    """Add an empty transcript."""
    transcript = Transcript(name=name)
    session.add(transcript)
    await session.flush()
    return transcript


async def get_by_name(session, name):
    """The transcript of a name, or None."""
    return await session.scalar(select(Transcript).where(Transcript.name == name))


async def lock(session, name):
    """Let nobody change a transcript any more."""
    transcript = await get_by_name(session, name)
    transcript.locked = True
    await session.flush()
