"""What runs the async tests of a project: the checker has to know it."""

from __future__ import annotations

from dataclasses import dataclass

LOOPWISE = "loopwise"
PYTEST_ASYNCIO = "pytest-asyncio"
RUNNERS = (LOOPWISE, PYTEST_ASYNCIO)
_NOBODY = "the default"


@dataclass(frozen=True, slots=True)
class Runner:
    """The plugin that runs the async tests, and how we know."""

    name: str = LOOPWISE
    version: tuple[int, ...] | None = None
    """Of pytest-asyncio: what the project pins it to; ``None``: any, so the newest."""
    source: str = _NOBODY
    """What says so: ``pytest-asyncio==0.23.8 (requirements-dev.txt)``."""

    @property
    def is_loopwise(self) -> bool:
        """Whether loops are placed by Loopwise's plan."""
        return self.name == LOOPWISE

    @property
    def is_known(self) -> bool:
        """Whether the project, or who asked, says so: otherwise it is a guess."""
        return self.source != _NOBODY

    def is_before(self, *version: int) -> bool:
        """Whether the project pins pytest-asyncio to a release before this one."""
        return self.version is not None and self.version < version
