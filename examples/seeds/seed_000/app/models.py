"""The tables."""

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Holds the metadata of every table."""


class Asset(Base):
    """Something that somebody owns."""

    __tablename__ = "assets"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]


class FlowStep(Base):
    """One step of a flow, as it was tracked."""

    __tablename__ = "flow_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    flow: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    seconds: Mapped[float]
