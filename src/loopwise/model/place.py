"""Places in the user's files."""

from __future__ import annotations

import functools
import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file, written so that terminals and editors can open it."""

    file: str
    line: int
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@functools.lru_cache(maxsize=4096)
def shorten(filename: str, rootdir: str) -> str:
    """Write a path as one writes it on the command line of the project."""
    try:
        relative = os.path.relpath(filename, rootdir)
    except ValueError:  # another drive
        return filename
    return filename if relative.startswith("..") else relative.replace(os.sep, "/")
