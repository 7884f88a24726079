"""What ends a run before it begins."""

from __future__ import annotations


class CheckError(ValueError):
    """What was asked for makes no sense; the text says why."""
