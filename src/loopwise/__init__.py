"""Async tests that always run on the right event loop."""

from loopwise._version import __version__
from loopwise.decorators import fixture, mark

__all__ = ["__version__", "fixture", "mark"]
