"""Warnings for what was left behind, by the filters that a suite has.

A suite with ``filterwarnings = error`` wants no new warnings from its libraries. That
Loopwise sees more than nothing must not turn it red: these are errors only where a
filter means them.
"""

from __future__ import annotations

import warnings
from typing import Any

from loopwise.leftovers import (
    BlockedLoopWarning,
    LeftBehindWarning,
    LeftOpenWarning,
    LoggedErrorWarning,
    LostExceptionWarning,
    NeverAwaitedWarning,
    OpenGeneratorWarning,
    PendingTaskWarning,
)
from loopwise.model.leftover import Kind, Leftover
from loopwise.report.leftover_text import render

CLASSES: dict[Kind, type[LeftBehindWarning]] = {
    Kind.PENDING_TASK: PendingTaskWarning,
    Kind.LOST_EXCEPTION: LostExceptionWarning,
    Kind.NEVER_AWAITED: NeverAwaitedWarning,
    Kind.OPEN_GENERATOR: OpenGeneratorWarning,
    Kind.LEFT_OPEN: LeftOpenWarning,
    Kind.BLOCKED_LOOP: BlockedLoopWarning,
    Kind.LOGGED_ERROR: LoggedErrorWarning,
}


def warn_of(left: Leftover, file: str, line: int) -> None:
    """Warn of one leftover; ``file`` and ``line`` stand in where it has no place.

    Raises:
        LeftBehindWarning: a filter that means it says that it is an error.
    """
    __tracebackhide__ = True
    if left.place is not None:
        file, line = left.place.file, left.place.line
    warning = CLASSES[left.kind](render(left))
    if not _is_meant(warning, file, line):
        # Inside pytest's own recording of warnings, which stays as it is.
        with warnings.catch_warnings():
            warnings.simplefilter("always", LeftBehindWarning)
            warnings.warn_explicit(warning, type(warning), file, line)
        return
    warnings.warn_explicit(warning, type(warning), file, line)


def _is_meant(warning: LeftBehindWarning, file: str, line: int) -> bool:
    """Whether the filter that counts is no ``error`` for warnings of any kind.

    One that names our classes or a part of our text means them.
    """
    module = file.removesuffix(".py")  # as `warn_explicit` calls it
    filters: Any = warnings.filters  # typed as something that they never were
    for action, message, category, where, number in filters:
        if (
            isinstance(warning, category)
            and (message is None or message.match(str(warning)))
            and (where is None or where.match(module))
            and number in (0, line)
        ):
            named = issubclass(category, LeftBehindWarning) or message is not None
            return action != "error" or named
    return True
