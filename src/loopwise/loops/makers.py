"""Who made a task: noted as it is made, and read only if the task is left behind."""

from __future__ import annotations

import sysconfig
from asyncio import events
from contextvars import Context, ContextVar
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

from loopwise.loops.users_code import Stop, is_users, short

OWNER: ContextVar[Any] = ContextVar("loopwise_owner", default=None)
"""The test or the fixture that something runs for.

Tasks that it starts inherit it, and so do theirs: a task that a background task of a
session fixture makes while a test runs belongs to the fixture.
"""

MADE = "_loopwise_made"
"""The attribute of a task that keeps what is known of its making."""

TOLD = "_loopwise_told"
"""The attribute of a task that keeps what somebody was told of it."""

_FRAMES = range(40)
"""How far out the user's line is looked for."""

_RUN = events.Handle._run.__code__
_PASS, _OURS, _USERS, _LIBRARY = range(1, 5)
_kinds: dict[str, int] = {}
_STDLIB = (sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"))


class Made(NamedTuple):
    """The making of one task. An instruction, as a line takes time to look up."""

    code: CodeType
    instruction: int
    owner: Any
    is_by_user: bool
    """Whether the user's own code made it, not a library that the user called."""

    @property
    def stop(self) -> Stop:
        """The user's line that made it, or called who did."""
        code, at = self.code, self.instruction
        lines = (line for start, end, line in code.co_lines() if start <= at < end)
        line = next(lines, None) or code.co_firstlineno
        return Stop(code.co_filename, line, short(code.co_qualname))

    def is_in(self, code: CodeType | None) -> bool:
        """Whether it was made in this function, or in one written inside it."""
        if code is None or self.code.co_filename != code.co_filename:
            return False
        name, outer = self.code.co_qualname, code.co_qualname
        return name == outer or name.startswith(f"{outer}.<locals>.")


Raw = tuple[CodeType, int, Any, bool]
"""What a ``Made`` is made of: a plain tuple takes a third of the time."""


def made_by(frame: FrameType | None, context: Context | None) -> Raw | None:
    """Note who makes something now; ``None`` if it is not the user's doing.

    Called for every task, so it looks at two or three frames in most cases, and keeps
    none of them.
    """
    is_by_user = True
    for _ in _FRAMES:
        if frame is None:
            return None
        code = frame.f_code
        kind = _kinds.get(code.co_filename) or _kind(code.co_filename)
        if kind is _USERS:
            owner = OWNER.get() if context is None else context.get(OWNER)
            return (code, frame.f_lasti, owner, is_by_user)
        # From a callback of the loop it is not known on whose behalf.
        if kind is _OURS or code is _RUN:
            return None
        if kind is _LIBRARY:
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
