"""Trees as deep as Python's parser gives them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

DEEPEST = 20_000
"""Calls. Those between functions written in Python take no room on the C stack."""


@contextmanager
def deep_trees() -> Iterator[None]:
    """Let walks go as deep as long sums and chains of calls are nested."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
