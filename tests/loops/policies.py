"""asyncio's policies, which Python 3.14 deprecates: named here and nowhere else."""

from __future__ import annotations

import asyncio

get_policy = asyncio.get_event_loop_policy  # type: ignore[deprecated]  # not before 3.14
set_policy = asyncio.set_event_loop_policy  # type: ignore[deprecated]  # as above
