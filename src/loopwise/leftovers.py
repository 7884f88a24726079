"""Warnings for what a test or a fixture leaves behind: names for ``-W`` and filters.

They derive from ``Warning`` alone: no filter that a suite has for other warnings,
such as ``error::UserWarning``, means these.
"""

from __future__ import annotations


class LeftBehindWarning(Warning):
    """Something was left behind by a test or a fixture."""


class PendingTaskWarning(LeftBehindWarning):
    """A task was still waiting when it was over (LW401)."""


class LostExceptionWarning(LeftBehindWarning):
    """An exception in the background reached nobody (LW402)."""


class NeverAwaitedWarning(LeftBehindWarning, RuntimeWarning):
    """A coroutine was made and never awaited (LW403).

    In the place of Python's own warning, so it is one of Python's, too.
    """


class OpenGeneratorWarning(LeftBehindWarning):
    """An async generator was not finished (LW404)."""


class LeftOpenWarning(LeftBehindWarning):
    """A connection or a job in a thread was left open (LW405)."""


class BlockedLoopWarning(LeftBehindWarning):
    """Something did not give its loop back for too long (LW406)."""


class LoggedErrorWarning(LeftBehindWarning):
    """An error about loops was written to the log, and reached nobody (LW407)."""
