"""``pytest_asyncio``, as Loopwise gives it where pytest-asyncio is not installed.

PYTEST_DONT_REWRITE: without it pytest would warn, where a suite names it as a plugin
after a conftest has imported it.
"""

from loopwise.compat.names import fixture
from loopwise.compat.surface import VERSION, is_async_test

__version__ = VERSION

__all__ = ("__version__", "fixture", "is_async_test")
