"""Who made a task: noted as it is made, and read only if the task is left behind."""

from __future__ import annotations

import sysconfig
from asyncio import events
from contextvars import Context, ContextVar
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

from loopwise.loops.users_code import Stop, is_users, short

OWNER: ContextVar[Any] = ContextVar("loopwise_owner", default=None)
"""The test or the fixture that something runs for.

Tasks that it starts inherit it, and so do theirs: a task that a background task of a
session fixture makes while a test runs belongs to the fixture.
"""

MADE = "_loopwise_made"
"""The attribute of a task that keeps what is known of its making."""

MOST_FRAMES = 40
"""How far out the user's line is looked for: beyond it is the event loop."""

_RUN = events.Handle._run.__code__
_PASS, _OURS, _USERS, _LIBRARY = range(1, 5)
_kinds: dict[str, int] = {}
_STDLIB = (sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"))


class Made:
    """The making of one task. Instructions, not lines: those take time to look up."""

    __slots__ = ("_at", "_code", "is_by_user", "is_told", "owner")

    def __init__(self, code: CodeType, at: int, owner: Any, *, is_by_user: bool):
        self._code, self._at, self.owner = code, at, owner
        self.is_by_user = is_by_user
        """Whether the user's own code made it, not a library that the user called."""
        self.is_told = False

    @property
    def stop(self) -> Stop:
        """The user's line that made it, or called who did."""
        code, at = self._code, self._at
        lines = (line for start, end, line in code.co_lines() if start <= at < end)
        line = next(lines, None) or code.co_firstlineno
        return Stop(code.co_filename, line, short(code.co_qualname))

    def is_in(self, code: CodeType | None) -> bool:
        """Whether it was made in this function, or in one written inside it."""
        if code is None or self._code.co_filename != code.co_filename:
            return False
        name, outer = self._code.co_qualname, code.co_qualname
        return name == outer or name.startswith(f"{outer}.<locals>.")


def made_by(frame: FrameType | None, context: Context | None) -> Made | None:
    """Note who makes something now; ``None`` if it is not the user's doing.

    Called for every task, so it looks at two or three frames in most cases, and keeps
    none of them.
    """
    is_by_user = True
    for _ in range(MOST_FRAMES):
        if frame is None or frame.f_code is _RUN:
            return None  # a callback of the loop: on whose behalf is not known
        code = frame.f_code
        kind = _kinds.get(code.co_filename) or _kind(code.co_filename)
        if kind == _USERS:
            owner = OWNER.get() if context is None else context.get(OWNER)
            return Made(code, frame.f_lasti, owner, is_by_user=is_by_user)
        if kind == _OURS:
            return None
        if kind == _LIBRARY:
            is_by_user = False
        frame = frame.f_back
    return None


def _kind(file: str) -> int:
    if is_users(file):
        kind = _USERS
    elif file.startswith(str(Path(__file__).parents[1])):
        kind = _OURS
    elif "-packages" not in file and file.startswith(("<frozen ", *_STDLIB)):
        kind = _PASS
    else:
        kind = _LIBRARY
    _kinds[file] = kind
    return kind
