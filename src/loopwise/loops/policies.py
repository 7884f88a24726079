"""Event loop policies: deprecated, and touched only where the user's code has some."""

from __future__ import annotations

import asyncio
import warnings
from typing import Any


def current_policy() -> Any:
    """Give the event loop policy that is set."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # from Python 3.14 on
        return asyncio.get_event_loop_policy()  # type: ignore[deprecated]  # the same


def set_policy(policy: Any) -> None:
    """Set an event loop policy: the user's own, or the one that was set before."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # from Python 3.14 on
        asyncio.set_event_loop_policy(policy)  # type: ignore[deprecated]  # the same
