"""Async tests that always run on the right event loop.

PYTEST_DONT_REWRITE: a filter that names one of our warnings may have imported this
before pytest loads the plugin, of which pytest would warn.
"""

from loopwise._version import __version__
from loopwise.decorators import fixture, mark

__all__ = ["__version__", "fixture", "mark"]
