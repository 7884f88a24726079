"""What runs the async tests of a project: the checker has to know it."""

from __future__ import annotations

from dataclasses import dataclass

LOOPWISE = "loopwise"
PYTEST_ASYNCIO = "pytest-asyncio"
RUNNERS = (LOOPWISE, PYTEST_ASYNCIO)


@dataclass(frozen=True, slots=True)
class Runner:
    """The plugin that runs the async tests, and how we know."""

    name: str = LOOPWISE
    version: tuple[int, ...] | None = None
    """Of pytest-asyncio: what the project pins it to; ``None``: any, so the newest."""
    source: str = "the default"
    """What says so: ``pytest-asyncio==0.23.8 (requirements-dev.txt)``."""

    @property
    def is_loopwise(self) -> bool:
        """Whether loops are placed by Loopwise's plan."""
        return self.name == LOOPWISE

    def is_before(self, *version: int) -> bool:
        """Whether the project pins pytest-asyncio to a release before this one."""
        return self.version is not None and self.version < version
