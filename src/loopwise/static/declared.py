"""What a project depends on to run its tests, as far as its files say it."""

from __future__ import annotations

from pathlib import Path
from dataclasses import dataclass, field

from loopwise.model.runner import LOOPWISE, PYTEST_ASYNCIO, Runner
from loopwise.static.configuration import Addopts, ConfigurationProblem, Declared


@dataclass(frozen=True, slots=True)
class AllDeclared:
    """Everything that is declared."""

    packages: dict[str, Declared] = field(default_factory=dict)
    problems: list[ConfigurationProblem] = field(default_factory=list)

    @property
    def pytest(self) -> tuple[int, ...] | None:
        """The newest pytest that is allowed; ``None``: any."""
        found = self.packages.get("pytest")
        return None if found is None else found.version


def read_declared(directory: Path, start: Path) -> AllDeclared:
    """Read it."""
    return AllDeclared()


def runner_of(name: str | None, declared: AllDeclared, addopts: Addopts) -> Runner:
    """Tell the runner."""
    return Runner()
