"""Declare types whose objects belong to an event loop, from a conftest or a plugin.

The hook ``pytest_loopwise_bound_types(config)`` returns rows for the catalog::

    from loopwise.bound_types import Binds, BoundType


    def pytest_loopwise_bound_types():
        return [BoundType(name="app.search:Client", binds=Binds.CREATION)]
"""

from loopwise.resources.bound_type import Binds, BoundType, Unless

__all__ = ["Binds", "BoundType", "Unless"]
