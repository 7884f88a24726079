"""What the user chose, validated."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from loopwise.model.scope import Scope


class Mode(enum.Enum):
    """Which async tests and fixtures Loopwise runs."""

    AUTO = "auto"
    """Every async test and fixture that no other plugin owns."""
    STRICT = "strict"
    """Those that are marked or decorated only."""


class Leftovers(enum.Enum):
    """What becomes of what a test or a fixture leaves behind."""

    WARN = "warn"
    ERROR = "error"
    """The test fails, if it has not."""
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Minimum:
    """A loop scope that nothing may be narrower than, and who says so."""

    scope: Scope
    source: str
    """What the user wrote, and where: ``asyncio_mode (pytest.ini)``."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something to import, and who says so."""

    name: str
    """As ``package.module:name``."""
    source: str
    """What the user wrote, and where."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a test may take, and who says so."""

    seconds: float
    """0 stands for: as long as it likes."""
    source: str
    """What the user wrote, and where."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The user's choices for one run."""

    mode: Mode = Mode.AUTO
    test_minimum: Minimum | None = None
    fixture_minimum: Minimum | None = None
    debug: bool = False
    loop_factory: Named | None = None
    """What makes the loops."""
    leftovers: Leftovers = Leftovers.WARN
    slow_callback: float | None = None
    """Seconds that something may keep its loop busy; ``None``: as long as it likes."""
    limit: Limit | None = None
    """How long tests may take that carry no limit of their own."""
    is_mode_chosen: bool = False
    """Whether the user chose the mode. If not, other runners of async tests keep the
    tests that are not marked."""
