from loopwise.bound_types import Binds, BoundType


def pytest_loopwise_bound_types():
    return [
        BoundType(
            name="search:SearchClient",
            binds=Binds.FIRST_USE,
            loop=("_loop",),
            closed=("_is_closed",),
            close="aclose",
        )
    ]
