"""The tables."""

from typing import Any

from sqlalchemy import JSON
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Holds the metadata of every table."""


class CalendarEvent(Base):
    """A meeting, as a calendar announced it."""

    __tablename__ = "calendar_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    ics_uid: Mapped[str] = mapped_column(unique=True)
    attendees: Mapped[list[Any]] = mapped_column(JSON)


class Transcript(Base):
    """What was said in a meeting."""

    __tablename__ = "transcript"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    locked: Mapped[bool] = mapped_column(default=False)
