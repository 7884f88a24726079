"""Exceptions on their way from a loop to pytest."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

# pytest raises these to say how a test ended; they are no errors.
Outcome = (
    pytest.skip.Exception,
    pytest.fail.Exception,
    pytest.xfail.Exception,
    pytest.exit.Exception,
)
PASSED_ON = (Exception, KeyboardInterrupt, SystemExit, *Outcome)


class FixtureFailed(RuntimeError):
    """A fixture ended with an exception that pytest would not survive.

    pytest stops tearing down the remaining fixtures when one raises what is not an
    ``Exception``, such as ``asyncio.CancelledError``. The original is the cause.
    """


def outcome_of(error: BaseException) -> BaseException:
    """Give the skip, failure or xfail that an exception group was made around.

    ``pytest.skip()`` inside ``async with asyncio.TaskGroup()`` arrives in a group.
    A group that holds anything else is given back as it is.
    """
    if isinstance(error, BaseExceptionGroup):
        leaves = list(_leaves(error))
        if leaves and all(isinstance(leaf, Outcome) for leaf in leaves):
            return leaves[0]
    return error


def survivable(error: BaseException, fixture: str, phase: str) -> BaseException:
    """Give what to raise to pytest for an error of a fixture."""
    error = outcome_of(error)
    if isinstance(error, PASSED_ON):
        return error
    what = "was cancelled" if isinstance(error, asyncio.CancelledError) else "failed"
    return FixtureFailed(f"fixture `{fixture}` {what} during its {phase}")


def _leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _leaves(error)
        else:
            yield error
