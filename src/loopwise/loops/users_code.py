"""Which code is the user's own, and places in it."""

from __future__ import annotations

import functools
import os
import sys
import sysconfig
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType, TracebackType
from typing import NamedTuple

from loopwise.model.place import Place

_LIBRARIES = tuple(
    os.path.join(path, "")  # noqa: PTH118  # a prefix to compare with: ends in a slash
    for path in (
        sysconfig.get_path("stdlib"),
        sysconfig.get_path("platstdlib"),
        str(Path(__file__).parents[1]),
    )
)


_TYPED = ("<string>", "<stdin>", "<doctest ", "<ipython", "<input>")
"""What code is called that somebody typed, or passed to ``exec``."""


@functools.cache
def is_users(file: str) -> bool:
    """Whether a file is neither Python's, nor Loopwise's, nor installed.

    Asked for every frame of deep stacks, so the answers are kept: there are as many as
    files.
    """
    if file.startswith(_LIBRARIES):
        return False
    if file.startswith("<") and not file.startswith(_TYPED):
        return False  # made by a library at run time, under a name of its own
    if file.endswith(".pyx"):
        return False  # Cython's, compiled elsewhere: its source is not here
    parts = Path(file).parts
    return "site-packages" not in parts and "dist-packages" not in parts


class Stop(NamedTuple):
    """A function that was entered and has not returned, and the line at which it is."""

    file: str
    line: int
    function: str

    def __str__(self) -> str:
        return f"{self.place} in {self.function}"

    @property
    def is_users(self) -> bool:
        """Whether it is neither Python's code, nor Loopwise's, nor installed."""
        return is_users(self.file)

    @property
    def place(self) -> Place:
        """The line, with its file as one writes it where the program runs."""
        return Place(shown(self.file), self.line)


def stop_of(frame: FrameType, line: int | None = None) -> Stop:
    """Give the stop that a frame is at."""
    code = frame.f_code
    return Stop(code.co_filename, line or frame.f_lineno, short(code.co_qualname))


def frames(frame: FrameType | None) -> Iterator[FrameType]:
    """Give a frame and its callers, from the inside out."""
    while frame is not None:
        yield frame
        frame = frame.f_back


def users_stop(frame: FrameType | None) -> Stop | None:
    """Give the innermost stop in the user's own code, from a frame outwards."""
    for one in frames(frame):
        if is_users(one.f_code.co_filename):
            return stop_of(one)
    return None


def instructions(
    traceback: TracebackType | None,
) -> Iterator[tuple[FrameType, int, int]]:
    """Give the frames of a traceback, from the outside in, with what failed in each.

    The instruction, and its line.
    """
    while traceback is not None:
        yield traceback.tb_frame, traceback.tb_lasti, traceback.tb_lineno
        traceback = traceback.tb_next


def traceback_frames(
    traceback: TracebackType | None,
) -> Iterator[tuple[FrameType, int]]:
    """Give the frames of a traceback with their lines, from the outside in."""
    return ((frame, line) for frame, _, line in instructions(traceback))


def of_main_thread() -> FrameType | None:
    """Give the innermost frame of the main thread, from whichever thread.

    Private by its name only: documented, for debuggers.
    """
    return sys._current_frames().get(threading.main_thread().ident or 0)


def short(qualname: str) -> str:
    """Call a function what its author calls it."""
    return qualname.rpartition("<locals>.")[2]


def shown(file: str) -> str:
    """Write a path as one writes it in the directory where the program runs."""
    try:
        relative = os.path.relpath(file)
    except (ValueError, OSError):  # another drive; the directory is gone
        return file
    outside = relative.startswith("..") or file.startswith("<")
    return file if outside else relative.replace(os.sep, "/")
