"""Where the time of a call goes, by the module of Loopwise that spends it.

Seen by looking a thousand times a second: a profiler that is told of every call makes
short functions look several times as long as they are.
"""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import PurePath
from types import FrameType
from typing import Self

PARTS = {
    "code": ("references", "instructions", "bytecode"),
    "names": ("names", "modules", "module_source", "sources", "first_party"),
    "walking": ("walker", "functions", "classes", "instances", "caches", "node"),
    "catalog": ("catalog", "objects", "bound_type", "found", "makers"),
    "search": ("search", "reach"),
    "naming": ("owners", "later"),
}
_FOLDERS = frozenset({"reach", "resources", "static"})
_PART_OF = {name: part for part, names in PARTS.items() for name in names}
_EVERY_SECONDS = 0.001


class Sampling:
    """A context that looks at what runs inside it, by processor time."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def __enter__(self) -> Self:
        signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, _EVERY_SECONDS, _EVERY_SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, signal.SIG_DFL)

    def _look(self, _signal: int, frame: FrameType | None) -> None:
        """Note the innermost module of Loopwise: it has called whatever runs."""
        part = "other"
        while frame is not None:
            path = PurePath(frame.f_code.co_filename)
            if "loopwise" in path.parts:
                if path.parent.name in _FOLDERS:
                    part = _PART_OF.get(path.stem, "walking")
                break
            frame = frame.f_back
        self._seen[part] += 1

    def shares(self) -> dict[str, float]:
        """Give the share of each part; what is left is all other planning."""
        total = max(self._seen.total(), 1)
        return {part: self._seen[part] / total for part in PARTS}
