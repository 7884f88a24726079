"""What else in a project has a say in which tests are async."""

from __future__ import annotations

from loopwise.model.settings import Mode
from loopwise.static.configuration import Project

_OTHERS = frozenset(
    {"pytest-aiohttp", "pytest-tornasync", "pytest-trio", "pytest-twisted"}
)
"""Plugins that run async tests which carry no mark."""
_KEYS = ("anyio_mode", "trio_mode")


def has_other_runners(project: Project) -> bool:
    """Whether another plugin would take async tests without a mark."""
    if not _OTHERS.isdisjoint(project.declares):
        return True
    return any(project.configuration.get(key) is not None for key in _KEYS)


def runs_unmarked(project: Project) -> bool:
    """Whether async tests and fixtures run that say nothing themselves.

    Only then their marks and decorators may go; the configuration changes first.
    """
    mode = project.mode
    if mode is None:
        return not has_other_runners(project)
    return mode.text == Mode.AUTO.value
