"""Async tests that always run on the right event loop.

PYTEST_DONT_REWRITE: a filter that names one of our warnings may have imported this
before pytest loads the plugin, of which pytest would warn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise._version import __version__

if TYPE_CHECKING:
    from loopwise.decorators import fixture, mark

__all__ = ["__version__", "fixture", "mark"]


def __getattr__(name: str) -> object:
    """Import the decorators when they are asked for: they import pytest.

    The checker, which starts in milliseconds, does not need it.

    Raises:
        AttributeError: there is no such name.
    """
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from loopwise import decorators  # noqa: PLC0415  # what this function is for

    found = globals()[name] = getattr(decorators, name)
    return found
