"""Event loops for code that manages them by hand, and time limits that tell.

Nothing here is needed to run async tests and fixtures. It is for sync code that runs
a loop itself, and for tests that must not hang.

The fixtures are there without an import, as the plugin brings them. To import them
into a test module or a conftest does no harm.
"""

from loopwise.loops.by_hand import cleanup_event_loop, configure_test_event_loop
from loopwise.loops.deadline import DidNotFinish, run_with_timeout
from loopwise.pytest_plugin.event_loops import (
    class_event_loop,
    module_event_loop,
    package_event_loop,
    session_event_loop,
    standard_event_loop,
)

__all__ = [
    "DidNotFinish",
    "class_event_loop",
    "cleanup_event_loop",
    "configure_test_event_loop",
    "module_event_loop",
    "package_event_loop",
    "run_with_timeout",
    "session_event_loop",
    "standard_event_loop",
]
